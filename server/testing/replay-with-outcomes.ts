import { principalId } from "../access/remember-principal.ts";
import type { Ctx } from "../context.ts";
import { policyOf } from "../replays/policy.ts";
import { textHeader } from "../sources/json-head.ts";
import { capture, messageInState, rawMessage, type watchQueue } from "./messages.ts";

const reason = "a test";

/** A replay with an unknown item, one that came back, and one that waits for the bank. */
export async function replayWithOutcomes(ctx: Ctx, reader: Awaited<ReturnType<typeof watchQueue>>, mark: string): Promise<number> {
  const sent = await messageInState(ctx, reader, "replayed");
  const unknown = await messageInState(ctx, reader, "unknown");
  const held = await messageInState(ctx, reader, "replaying");
  await ctx.sql`update messages set event_key = ${`${mark}held`} where id = ${held}`;
  const [replay] = await ctx.sql<[{ id: number }]>`
    insert into replays (state, selection, filter, places, as_of, target, policy, reason, principal_id, total, created_at, refilled_at)
    values ('running', ${`${mark}two`}, '{"ids":[1]}', ${JSON.stringify([{ source: "shop", queue: reader.queue }])}::text::jsonb, now(), '{"to":"failed_queue"}', ${JSON.stringify(policyOf(ctx.config, null))}::text::jsonb, ${reason}, ${await principalId(ctx)}, 3, now(), now()) returning id`;
  const [item] = await ctx.sql<[{ id: number }]>`
    insert into replay_items (replay_id, message_id, version, state, intent_at, outcome_at)
    values (${replay.id}, ${sent}, 1, 'observing', now(), now()), (${replay.id}, ${unknown}, 1, 'unknown', now(), now()) returning id`;
  await ctx.sql`
    insert into replay_items (replay_id, message_id, version, state, reason_code, reason_data, held_until)
    values (${replay.id}, ${held}, 1, 'held', 'breaker', '{"downstream":"bank","state":"open","gate":"hold","why":"state"}', now() + interval '1 day')`;
  await ctx.sql`update replays set first_item = ${item.id}, last_item = ${item.id + 2} where id = ${replay.id}`;
  await ctx.sql`insert into replay_stages (replay_id, nth, kind, state, last_item, started_at) values (${replay.id}, 1, 'canary', 'observing', ${item.id}, now())`;
  const marks = { "x-redrive-replay": replay.id, "x-redrive-attempt": item.id, "x-redrive-count": 1, "x-redrive-lineage": sent };
  const headers = Object.entries(marks).map(([name, value]) => textHeader(name, String(value)));
  await capture(ctx, reader, [rawMessage({ headers, body: Buffer.from(`${mark}again`) })]);
  return replay.id;
}
