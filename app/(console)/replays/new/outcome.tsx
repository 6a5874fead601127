import type { ReactNode } from "react";
import { OutcomeBar } from "@/components/ui/outcome-bar";
import { duration } from "@/server/replays/words";
import { numberText } from "@/server/text/numbers";
import type { Plan } from "./plan";

/** What will happen, beside the steps; on a phone it comes first. */
export function Outcome({ plan, release, children }: { plan: Plan; release: boolean; children: ReactNode }) {
  const parts = [
    {
      key: "send",
      label: `${release ? "To release" : "To send"}${plan.atMost ? ", at most" : ""}`,
      count: plan.sendable - plan.held,
      texture: "t-sending",
    },
    ...(plan.trials > 0 ? [{ key: "trials", label: "To send as trials now, at most", count: plan.trials, texture: "t-sending" }] : []),
    ...(plan.held > plan.trials ? [{ key: "held", label: "Wait at first", count: plan.held - plan.trials, texture: "t-left" }] : []),
    { key: "skip", label: `Skipped, stay as they are${plan.atMost ? ", at least" : ""}`, count: plan.skipped, texture: "t-skipped" },
  ];
  const { rate, stages } = plan;
  const [only, ...others] = plan.destinations;
  return (
    <aside className="order-first border-line px-pad py-5 max-wide:border-b wide:order-none wide:border-l">
      <div className="grid gap-3 wide:sticky wide:top-16">
        <p className="max-desk:hidden">
          <b className="block text-32 font-620 tracking-[-0.02em]">{numberText(plan.sendable)}</b>
          <span className="text-ink-2 [overflow-wrap:anywhere]">
            {willWords(plan)} {release ? "released" : "sent"}
            {only && others.length === 0 && !release ? (
              <>
                {" "}
                to <span className="font-mono">{only.target}</span>
              </>
            ) : null}
          </span>
        </p>
        <OutcomeBar parts={parts} label={parts.map(({ label, count }) => `${count} ${label}`).join(", ")} />
        <ul className="grid gap-1.5">
          {parts.map(({ key, label, count, texture }) => (
            <li key={key} className="flex items-center gap-2">
              <i aria-hidden className={`block size-2.5 rounded-[2px] ${texture}`} />
              <span className="flex-1 text-ink-2">{label}</span>
              <b className="font-600">{numberText(count)}</b>
            </li>
          ))}
        </ul>
        <dl className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-3 gap-y-1.5 border-line border-t pt-3">
          <dt className="text-ink-3">Takes</dt>
          <dd>
            {plan.seconds === null ? "as long as the broker needs" : `about ${duration(plan.seconds)}`}
            {stages.canary > 0 && <span className="text-ink-3">, {duration(plan.observeSeconds)} of it to watch the canary</span>}
          </dd>
          <dt className="text-ink-3">Load</dt>
          <dd>
            {rate === null ? "no limit" : `${numberText(rate)} a second`}
            {stages.ramp && <span className="text-ink-3">, from 1 a second on</span>}
          </dd>
          <dt className="text-ink-3">Undo</dt>
          <dd>pause or cancel within 1 s; what was {release ? "released stays there" : "sent stays sent"}</dd>
        </dl>
        {children}
      </div>
    </aside>
  );
}

function willWords({ atMost, held, sendable, trials }: Plan): string {
  const will = held > trials && held === sendable ? "will wait, then be" : "will be";
  return `${atMost ? "at most " : ""}${will}`;
}
