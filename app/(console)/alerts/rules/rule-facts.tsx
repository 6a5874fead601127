"use client";

import type { ReactNode } from "react";
import { Clock, durationText } from "@/components/time";
import { markLine } from "@/server/text/marked";
import { numberText } from "@/server/text/numbers";
import type { Rule } from "../alert";
import { tellsText } from "../rules-band";

/** What the rule is made of, for those who only read it too. */
export function RuleFacts({ rule, channels }: { rule: Rule; channels: number }) {
  const { where } = rule;
  return (
    <aside className="border-line px-pad py-4 max-wide:border-t wide:border-l">
      <h2 className="mb-2 text-14 font-600">About this rule</h2>
      <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        <Fact label="Watches">{rule.description}</Fact>
        <Fact label="Fires at">{rule.condition}</Fact>
        <Fact label="Over after">{durationText(rule.keepSeconds * 1_000)} without it</Fact>
        <Fact label="Queues">
          {where.queues.length > 0 ? <span className="font-mono">{markLine(where.queues.join(", "))}</span> : "all"}
          {where.except.length > 0 && (
            <>
              , not <span className="font-mono">{markLine(where.except.join(", "))}</span>
            </>
          )}
        </Fact>
        {where.eventTypes.length > 0 && <Fact label="Event types">{where.eventTypes.join(", ")}</Fact>}
        {where.verdicts.length > 0 && <Fact label="Verdicts">{where.verdicts.join(", ")}</Fact>}
        {where.owners.length > 0 && <Fact label="Teams">{where.owners.join(", ")}</Fact>}
        <Fact label="Tells">{tellsText(rule, channels)}</Fact>
        {rule.steps.map(({ afterSeconds, tells }) => (
          <Fact key={`${afterSeconds} ${tells.join()}`} label={`+${durationText(afterSeconds * 1_000)}`}>
            {tells.join(", ")}, unless somebody acknowledges
          </Fact>
        ))}
        {rule.repeatSeconds !== null && <Fact label="Again">each {durationText(rule.repeatSeconds * 1_000)} while nobody has it</Fact>}
        <Fact label="Runbook">
          {rule.runbook ? (
            <a href={rule.runbook} target="_blank" rel="noreferrer" className="tap text-accent-ink hover:underline">
              {rule.runbook}
            </a>
          ) : (
            <span className="text-ink-3">none</span>
          )}
        </Fact>
        <Fact label="Fired">
          {rule.firedInWeek === 0 ? "never" : numberText(rule.firedInWeek)} in 7 days
          {rule.firing > 0 && <b className="font-600 text-bad">, {numberText(rule.firing)} now</b>}
        </Fact>
        <Fact label="Changed">
          <Clock at={rule.changedAt} seconds={false} />
          {rule.changedBy && <> by {rule.changedBy.name}</>}
        </Fact>
      </dl>
    </aside>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
