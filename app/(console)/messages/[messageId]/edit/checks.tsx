import { Check, CircleX, LockOpen, TriangleAlert } from "lucide-react";
import type { DraftCheck } from "./check-draft";

const looks = {
  ok: { icon: Check, look: "text-ok" },
  bad: { icon: CircleX, look: "text-bad" },
  warn: { icon: TriangleAlert, look: "text-warn" },
} as const;

export function Checks({ checks }: { checks: readonly DraftCheck[] }) {
  return (
    <ul className="grid gap-1.5 border-line border-t px-pad py-3" aria-live="polite">
      {checks.map(({ tone, strong, text }) => {
        const { icon: Icon, look } = looks[tone];
        return (
          <li key={strong} className="flex items-start gap-2 text-ink-2">
            <Icon className={`mt-[3px] size-3.5 flex-none ${look}`} aria-hidden />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <b className="font-600 text-ink">{strong}</b> {text}
            </span>
          </li>
        );
      })}
      <li className="flex items-start gap-2 text-ink-2">
        <LockOpen className="mt-[3px] size-3.5 flex-none text-ink-3" aria-hidden />
        The original stays. If somebody acts on the message before you save, nothing of theirs is overwritten.
      </li>
    </ul>
  );
}
