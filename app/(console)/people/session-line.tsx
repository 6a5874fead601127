import { Age } from "@/components/time";
import { Tag } from "@/components/ui/tag";
import type { ReactNode } from "react";
import type { Session } from "./people";

/** One session: the browser, where it was last, and since when; `end`: what ends it. */
export function SessionLine({ session: { agent, address, seenAt, createdAt, current }, end }: { session: Session; end: ReactNode }) {
  return (
    <li className="flex min-h-11 items-center gap-3 py-1.5">
      <div className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-1.5">
          <b className="font-550">{agent ?? "Unknown browser"}</b>
          {current && <Tag>this one</Tag>}
        </span>
        <small className="block text-12 text-ink-3">
          {address ?? "address unknown"}, seen <Age at={seenAt} suffix=" ago" />, signed in <Age at={createdAt} suffix=" ago" />
        </small>
      </div>
      {end}
    </li>
  );
}
