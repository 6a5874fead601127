import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { numberArray } from "../db/arrays.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { announce } from "../live/announce.ts";
import type { Json } from "../messages/reason.ts";
import type { MessageState } from "../messages/transitions.ts";
import { takePart } from "../selections/freeze.ts";
import { type InsertedItem, insertItems, type NewItem } from "./items/insert.ts";
import { judgeMessage } from "./judge.ts";
import type { Exclusion } from "./plan.ts";

/** Messages that become items together: locked, judged and claimed in one transaction, which keeps claims of the replay waiting. */
export const gatherSize = 1_000;
/** Items that are made ahead of the lane which sends an ordered replay. */
const ahead = 10 * gatherSize;

export interface Gathering {
  readonly id: number;
  readonly target: ReplayTarget;
  readonly reason: string;
  readonly principal: number;
  readonly operation: number | null;
  /** It is known by now that it keeps order. */
  readonly ordered: boolean;
}

export interface Gathered {
  readonly selected: number;
  readonly skipped: number;
}

interface Judged {
  readonly id: number;
  readonly version: number;
  readonly state: MessageState;
  readonly replayCount: number;
  readonly why: Exclusion | null;
}

/** Gathers the next run of a running replay. Answers whether there was one. */
export function gatherNext(ctx: Ctx, id: number): Promise<boolean> {
  return ctx.sql.begin(async (tx) => {
    const [replay] = await tx<[Gathering?]>`
      select id, target, reason, principal_id as principal, operation_id as operation, ordered from replays where id = ${id} and state = 'running' for no key update`;
    if (!replay || !(await gatherRun(ctx, tx, replay))) return false;
    await announce(tx, ["replays", "messages", "groups"]);
    return true;
  });
}

/** The same for an ordered replay that another lane sends: so long as few items wait there. */
export async function gatherAhead(ctx: Ctx, id: number): Promise<boolean> {
  const [{ n }] = await ctx.sql<[{ n: number }]>`
    select coalesce(sum(n), 0)::bigint as n from replay_counts where replay_id = ${id} and state = 'selected'`;
  return n < ahead && gatherNext(ctx, id);
}

/**
 * Makes items of the next run of a replay's frozen selection and claims the messages that can be sent. A message that is no longer dead, has no known
 * way to the target, or was replayed too often becomes a skipped item with its reason. null: no run is left. The caller's transaction holds the
 * replay's row.
 */
export async function gatherRun(
  ctx: Ctx,
  tx: Transaction,
  { id, target, reason, principal, operation, ordered }: Gathering,
): Promise<Gathered | null> {
  const ids = await takePart(tx, { replayId: id });
  if (!ids) return null;
  const judged = await tx<Judged[]>`
    with asked as (
      select id, nth from unnest(${numberArray(ids)}::bigint[]) with ordinality as t(id, nth)
    ), chosen as (
      select m.id, m.version, m.state, m.replay_count, m.group_id from messages m where m.id = any(${numberArray(ids)}::bigint[])
      order by m.id for no key update of m
    )
    select m.id, m.version, m.state, m.replay_count as "replayCount", ${judgeMessage(ctx, target)} as why
    from chosen m join groups g on g.id = m.group_id join queues q on q.id = g.queue_id join asked a on a.id = m.id order by a.nth`;
  const items = await insertItems(tx, { id, reason, at: ctx.clock(), principal, operation }, judged.map(newItem));
  const selected = items.filter(({ state }) => state === "selected");
  const [first, last] = [items[0]?.id ?? null, items.at(-1)?.id ?? null];
  await tx`
    update replays set first_item = least(first_item, ${first}), last_item = greatest(last_item, ${last}),
      total = total - ${ids.length - items.length}, ordered = ${ordered || (await needsOrder(ctx, tx, items, target))} where id = ${id}`;
  return { selected: selected.length, skipped: items.length - selected.length };
}

function newItem({ id, version, state, replayCount, why }: Judged): NewItem {
  const data: Json = why === "not_dead" ? { state } : why === "too_often" ? { times: replayCount } : null;
  const reason = why && { code: why, data };
  return { messageId: id, version, state: why ? "skipped" : "selected", reason, heldUntil: null };
}

/** Whether a queue that they come from, or go to, hands messages out in order. */
async function needsOrder(ctx: Ctx, tx: Transaction, items: readonly InsertedItem[], target: ReplayTarget): Promise<boolean> {
  const queues = await tx<{ source: string; name: string }[]>`
    select source, name from queues where id in (
      select distinct queue_id from messages where id = any(${numberArray(items.map(({ messageId }) => messageId))}::bigint[])
    )`;
  return queues.some(({ source, name }) => {
    if (!ctx.config.sources.some((configured) => configured.name === source)) return false;
    const broker = ctx.brokers.get(source);
    return broker.capabilities(name).ordered || (target.to === "queue" && broker.capabilities(target.queue).ordered);
  });
}
