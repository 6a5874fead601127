import { CloudOff } from "lucide-react";
import type { Blindness } from "@/server/queues/output";

/** Over everything else on a page: what is shown may be old, why, and where new dead letters are meanwhile. */
export function StaleBanner({ blind }: { blind: Pick<Blindness, "what" | "detail"> | null | undefined }) {
  if (!blind) return null;
  return (
    <div role="status" className="flex items-start gap-2.5 border-warn-line border-b bg-warn-soft px-pad py-2.5">
      <CloudOff className="mt-0.5 size-4 flex-none text-warn" aria-hidden />
      <p className="min-w-0 text-ink-2 [overflow-wrap:anywhere]">
        <b className="font-550 text-ink">{blind.what}</b> {blind.detail}
      </p>
    </div>
  );
}
