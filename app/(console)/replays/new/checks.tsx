import { Check, CircleX, SkipForward } from "lucide-react";
import type { Plan } from "./plan";

export function Checks({ plan }: { plan: Plan }) {
  return (
    <ul>
      {plan.checks.map(({ key, label, n, text }) => {
        const Icon = n === 0 ? Check : key === "poison" ? CircleX : SkipForward;
        return (
          <li
            key={key}
            className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-3 border-line border-b py-2 last:border-b-0 desk:grid-cols-[16px_200px_56px_minmax(0,1fr)]"
          >
            <Icon className={`size-4 ${n === 0 ? "text-ok" : key === "poison" ? "text-bad" : "text-ink-3"}`} aria-hidden />
            <span>{label}</span>
            <b className="text-right font-600">{n.toLocaleString("en")}</b>
            <span className="text-ink-2 max-desk:col-span-2 max-desk:col-start-2 max-desk:text-12">{text}</span>
          </li>
        );
      })}
    </ul>
  );
}
