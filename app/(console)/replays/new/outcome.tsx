import type { ReactNode } from "react";
import { Legend, OutcomeBar } from "@/components/ui/outcome-bar";
import { duration } from "@/server/replays/words";
import type { Plan } from "./plan";

/** What will happen, beside the steps; on a phone it comes first. */
export function Outcome({ plan, rate, children }: { plan: Plan; rate: number | null; children: ReactNode }) {
  const parts = [
    { key: "send", label: "will be sent", count: plan.sendable, texture: "t-sending" },
    { key: "skip", label: "skipped, stay as they are", count: plan.skipped, texture: "t-skipped" },
  ].filter(({ count }) => count > 0);
  return (
    <aside className="order-first border-line px-pad py-5 max-wide:border-b wide:order-none wide:border-l">
      <div className="grid gap-3 wide:sticky wide:top-16">
        <p>
          <b className="block text-32 font-620 tracking-[-0.02em]">{plan.sendable.toLocaleString("en")}</b>
          <span className="text-ink-2">{plan.sendable === 1 ? "message" : "messages"} will be sent</span>
        </p>
        <OutcomeBar parts={parts} label={parts.map(({ label, count }) => `${count} ${label}`).join(", ")} />
        <Legend parts={parts} />
        <dl className="grid grid-cols-[72px_minmax(0,1fr)] gap-x-3 gap-y-1 border-line border-t pt-3">
          <dt className="text-ink-3">Takes</dt>
          <dd>{plan.seconds === null ? "as long as the broker needs" : `about ${duration(plan.seconds)}`}</dd>
          <dt className="text-ink-3">Load</dt>
          <dd>{rate === null ? "no limit" : `${rate} a second`}</dd>
          <dt className="text-ink-3">Undo</dt>
          <dd>pause or cancel within a second; what was sent stays sent</dd>
        </dl>
        {children}
      </div>
    </aside>
  );
}
