import { askProcessed } from "../checks/ask-processed.ts";
import type { Told } from "../checks/check.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import type { Sql, Transaction } from "../db/client.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";

/** By message. What is missing in it was not asked: the send asks. */
export type ToldBefore = ReadonlyMap<number, readonly Told[]>;

/** What applications say of messages that are made items next. Asked before any of them is locked, since a database may take seconds to answer; of a release nothing is asked. */
export async function askBefore(ctx: Ctx, sql: Sql | Transaction, target: ReplayTarget, ids: readonly number[]): Promise<ToldBefore> {
  if (target.to === "release" || ctx.config.applications.length === 0 || ids.length === 0) return new Map();
  const rows = await sql<{ id: number; eventId: string | null; source: string; queue: string }[]>`
    select m.id, m.event_id as "eventId", q.source, q.name as queue from messages m join queues q on q.id = m.queue_id
    where m.id = any(${numberArray(ids)}::bigint[])`;
  const asked = rows.map(({ source, queue, ...message }) => ({ source, queue, message: { ...message, producedAt: null } }));
  return askProcessed({ ...ctx, sql }, asked);
}

/** The messages of the next parts of a frozen selection. */
export async function readNext(sql: Sql | Transaction, replayId: number, parts: number): Promise<readonly number[]> {
  const rows = await sql<{ ids: number[] }[]>`
    select message_ids as ids from selection_parts where replay_id = ${replayId} order by id limit ${parts}`;
  return rows.flatMap(({ ids }) => ids);
}
