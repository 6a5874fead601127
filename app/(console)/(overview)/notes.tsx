import { Flag } from "lucide-react";
import { Clock } from "@/components/time";
import type { Marks } from "./marks";
import { plot } from "./plot";

/** What stands at the dashed lines of the chart above: deploys and the like, the oldest first. */
export function Notes({ notes }: Pick<Marks, "notes">) {
  if (notes.length === 0) return null;
  return (
    <ul
      aria-label="Noted on the same time axis"
      className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-11 text-ink-2"
      style={{ marginLeft: plot.left }}
    >
      {notes.map(({ id, at, text, by }) => (
        <li key={id} className="flex min-w-0 items-center gap-1" title={by ? `noted by ${by.name}` : undefined}>
          <Flag className="size-3 flex-none text-ink-3" aria-hidden />
          <Clock at={at} seconds={false} className="text-ink-3" />
          <span className="min-w-0 [overflow-wrap:anywhere]">{text}</span>
        </li>
      ))}
    </ul>
  );
}
