import { findSource, matchQueue } from "../../config/find.ts";
import type { Ctx } from "../../context.ts";
import { type Place, readerOf } from "../../payloads/reader.ts";
import { lockNumber, rulesOf } from "./number.ts";

interface QueuePlace extends Place {
  readonly id: number;
}

/**
 * Raises the number of each configured queue whose rules are not those in force, so that workers derive its messages again. `known`: queues that this
 * worker has looked at since it started; it looks once, so that workers with different configs do not raise in turns.
 */
export async function raiseChanged(ctx: Ctx, known: Set<number>): Promise<void> {
  for (const place of await readPlaces(ctx)) {
    if (known.has(place.id)) continue;
    const config = findSource(ctx.config, place.source);
    // Of a queue that has left the config what was derived by its last rules is worth more than what none would say.
    if (config && matchQueue(config, place.queue)) await raise(ctx, place, "changed");
    known.add(place.id);
  }
}

/** Raises the number of every queue, so that workers derive all messages again. Answers how many are kept. */
export async function raiseAll(ctx: Ctx): Promise<number> {
  for (const place of await readPlaces(ctx)) await raise(ctx, place, "always");
  const [{ messages }] = await ctx.sql<[{ messages: number }]>`select coalesce(sum(n), 0)::bigint as messages from day_counts`;
  return messages;
}

async function readPlaces({ sql }: Ctx): Promise<readonly QueuePlace[]> {
  return sql<
    QueuePlace[]
  >`select q.id, q.source, q.name as queue, s.kind from queues q left join sources s on s.name = q.source order by q.id`;
}

async function raise(ctx: Ctx, place: QueuePlace, when: "changed" | "always"): Promise<void> {
  const reader = readerOf(ctx, place);
  if (!reader) return;
  const rules = rulesOf({ queueId: place.id, ...reader });
  await ctx.sql.begin(async (tx) => {
    await lockNumber(tx, place.id, "alone");
    await tx`
      insert into derivations as d (queue_id, number, rules, derived_to, goal)
      select ${place.id}, 1, ${rules}, case when known then 0 else last end, last
      from (select exists (select from groups where queue_id = ${place.id}) as known, (select coalesce(max(id), 0) from messages) as last) old
      on conflict (queue_id) do update set number = d.number + 1, rules = excluded.rules, derived_to = 0, goal = excluded.goal
      where ${when === "always"} or d.rules <> excluded.rules`;
  });
}
