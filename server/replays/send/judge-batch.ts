import { candidateColumns, candidateOf, type CandidateRow } from "../../checks/candidate-row.ts";
import { checksAt } from "../../checks/checks.ts";
import { holdUnknown, inform, judge } from "../../checks/judge.ts";
import type { Unsent } from "../../checks/verdict.ts";
import type { Ctx } from "../../context.ts";
import { numberArray } from "../../db/arrays.ts";
import type { Batch } from "./batch.ts";
import type { Running } from "./lane.ts";

/** A batch with the items that are not to be sent, by their ids. */
export interface JudgedBatch extends Batch {
  readonly unsent: ReadonlyMap<number, Unsent>;
}

interface Row extends CandidateRow {
  readonly id: number;
  readonly messageId: number;
  readonly eventKey: string | null;
  readonly diedAt: Date | null;
}

/** Asks the checks about a batch before it is sent. Nothing is read where none applies. */
export async function judgeBatch(ctx: Ctx, batch: Batch, { ordered }: Pick<Running, "ordered">): Promise<JudgedBatch> {
  const { replayId, items } = batch;
  const [one] = items;
  const checks = one ? checksAt("send", { target: one.target, log: true, ordered }) : [];
  if (!one || checks.length === 0) return { ...batch, unsent: new Map() };
  const rows = await ctx.sql<Row[]>`
    select i.id, m.id as "messageId", m.event_key as "eventKey", case when m.death_known then m.sort_at end as "diedAt", ${candidateColumns(ctx.sql)}
    from replay_items i join messages m on m.id = i.message_id join groups g on g.id = m.group_id join queues q on q.id = g.queue_id
    where i.id = any(${numberArray(items.map(({ id }) => id))}::bigint[]) order by i.id`;
  const candidates = rows.map((row) => {
    const { id, messageId, eventKey, diedAt } = row;
    const message = { id: messageId, eventKey, diedAt, item: { id, replayId }, place: null };
    return candidateOf(ctx, row, { target: one.target, ordered }, { n: 1, message });
  });
  const informed = await inform(ctx, checks, candidates);
  const now = ctx.clock();
  const unsent = candidates.flatMap((candidate) => {
    const verdict = holdUnknown(judge(informed, candidate, now).verdict, now);
    return verdict.do === "send" || !candidate.message?.item ? [] : [[candidate.message.item.id, verdict] as const];
  });
  return { ...batch, unsent: new Map(unsent) };
}
