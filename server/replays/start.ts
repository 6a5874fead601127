import { act, demand } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { DomainError } from "../errors.ts";
import { freezeSelection } from "../selections/freeze.ts";
import { placesOf } from "../selections/places.ts";
import { resolveSelection } from "../selections/resolve.ts";
import { selectionWords } from "../selections/selection-words.ts";
import { untilNow } from "../selections/until-now.ts";
import { demandTarget, noMatch } from "./demand-target.ts";
import { askBefore, readNext } from "./ask-before.ts";
import { type Gathered, gatherPart, gatherSize } from "./gather.ts";
import type { Reason } from "../messages/reason.ts";
import type { StartInput } from "./input.ts";
import { learnWindow } from "./learn-window.ts";
import { chooseCanary, gatherCanary } from "./gather-canary.ts";
import { atOnce, stagesOf } from "./stages/choose.ts";
import { openStages } from "./stages/open.ts";
import { policyOf } from "./policy.ts";
import { reasonColumn } from "./reason-column.ts";
import { reasonWords } from "./words.ts";
import { numberText } from "../text/numbers.ts";

/** The worker makes the other items while it sends: more would hold locks, and keep a person waiting, for long. */
const partsAtOnce = 5;
/** From here on a claim must find its next items by an index, and the planner would not know before the next autovacuum. */
const analyzeFrom = 2_000;

export interface Started extends Gathered {
  readonly id: number;
  /** Frozen with it; what is neither selected nor skipped yet is judged when its turn comes. */
  readonly total: number;
}

/**
 * Freezes the selection, however large, and claims the messages that are sent first, in one transaction with history and audit; nothing is
 * published here. Conflict: nothing can be sent, or more matches than the person who starts it saw planned.
 */
export async function startReplay(ctx: Ctx, input: StartInput): Promise<Started> {
  const at = ctx.clock();
  const { target, reason, rate, planned, stages = atOnce, stop, beyondLimit = false, despite = [] } = input;
  if (target.to === "release" && stages.canary > 0) throw new DomainError("invalid", releaseCanary);
  const selection = untilNow(ctx, input.selection);
  const [words, places, { chosen }] = await Promise.all([
    selectionWords(ctx, selection),
    placesOf(ctx, selection),
    resolveSelection(ctx, selection),
  ]);
  const diesWithin = target.to === "release" ? null : await learnWindow(ctx, chosen);
  await demandTarget(ctx, { target, places, subject: words, missing: noMatch });
  const limit = { permission: "replay.override", scope: places, subject: words, missing: noMatch } as const;
  if (beyondLimit || despite.length > 0) await demand(ctx, limit);
  const permission = target.to === "release" ? "message.release" : "replay.start";
  const started = await act(ctx, { permission, scope: places, subject: words, missing: noMatch, reason }, async (tx, operation) => {
    const policy = policyOf(ctx.config, diesWithin, { stages: stagesOf(stages), beyondLimit, despite, ...(stop && { stop }) });
    const asOf = "asOf" in selection ? new Date(selection.asOf) : at;
    const [{ id }] = await tx<[{ id: number }]>`
      insert into replays (state, selection, filter, as_of, target, places, policy, rate, reason, principal_id, operation_id, total, created_at, tokens, refilled_at)
      values ('running', ${words}, ${JSON.stringify(selection)}::text::jsonb, ${asOf}, ${JSON.stringify(target)}::text::jsonb,
        ${JSON.stringify(places)}::text::jsonb, ${JSON.stringify(policy)}::text::jsonb, ${rate}, ${reason}, ${operation.principal}, ${operation.id}, 0, ${at}, 0, clock_timestamp())
      returning id`;
    await openStages(tx, id, policy, at);
    const total = await freezeSelection(ctx, tx, { replayId: id }, { selection: chosen, places }, gatherSize);
    if (total === 0) throw new DomainError("conflict", noMatch);
    if (planned !== undefined && total > planned) throw new DomainError("conflict", morePlanned(total, planned));
    await tx`update replays set total = ${total} where id = ${id}`;
    const replay = { id, target, policy, reason, principal: operation.principal, operation: operation.id, ordered: false };
    const told = await askBefore(ctx, tx, target, await readNext(tx, id, partsAtOnce));
    let [selected, skipped] = [(await gatherCanary(ctx, tx, replay, await chooseCanary(ctx, tx, replay, total)))?.n ?? 0, 0];
    while (selected + skipped < partsAtOnce * gatherSize) {
      const part = await gatherPart(ctx, tx, replay, told);
      if (!part) break;
      selected += part.selected;
      skipped += part.skipped;
    }
    if (selected === 0 && skipped === total) throw new DomainError("conflict", await whyNothing(tx, id));
    operation.note({
      subject: `replay ${id}`,
      data: {
        act: "start",
        selection: words,
        target,
        rate,
        total,
        ...stages,
        ...(stop && { stop }),
        ...(beyondLimit && { beyondLimit }),
        ...(despite.length > 0 && { despite }),
      },
    });
    operation.announce("replays", "messages", "groups");
    return { id, total, selected, skipped };
  });
  if (started.selected > analyzeFrom) await ctx.sql`analyze replay_items`.catch((err: unknown) => ctx.log.warn({ err }, "not analyzed"));
  return started;
}

const releaseCanary = "What is released is not recognised when it comes back, so a canary proves nothing. Release all at once.";

function morePlanned(total: number, planned: number): string {
  return `${numberText(total)} messages match now, the plan was for ${numberText(planned)}. Look at the plan again.`;
}

async function whyNothing(tx: Transaction, replayId: number): Promise<string> {
  const rows = await tx<{ reason: Reason; n: number }[]>`
    select ${reasonColumn(tx, tx`reason_code`, tx`reason_data`)} as reason, count(*) as n
    from replay_items where replay_id = ${replayId} and state = 'skipped' group by 1 order by 2 desc limit 3`;
  return `Nothing can be sent: ${rows.map(({ reason, n }) => `${n} ${reasonWords(reason)}`).join("; ")}.`;
}
