import { principalId } from "../access/remember-principal.ts";
import { expect, test } from "vitest";
import type { Ctx } from "../context.ts";
import { beat } from "../process/heartbeat.ts";
import { listQueues } from "../queues/list.ts";
import { pauseQueue } from "../queues/pause.ts";
import { listFailedImports } from "../settings/imports.ts";
import { readSettings } from "../settings/read.ts";
import { policyOf } from "../replays/policy.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { countPlaces } from "./count-places.ts";
import { readDeepest } from "./deepest.ts";
import { readGrowing } from "./growing.ts";
import { readInflow } from "./inflow.ts";
import { readLanes } from "./lanes.ts";
import { readRunningReplays } from "./running.ts";
import { summarizeOverview } from "./summarize.ts";

const now = new Date("2026-11-20T12:00:30Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

async function watched(): Promise<{ ctx: Ctx; queueId: number }> {
  const ctx = testContext(await testDatabase(), { config: { sources: [shop] }, clock: () => now });
  const reader = await watchQueue(ctx, "orders.dlq");
  const ages = [0, 1, 2, 3, 4, 5, 30, 30, 300, 4_000];
  await capture(
    ctx,
    reader,
    ages.map((minutes) => rawMessage({ diedAt: minutesAgo(minutes) })),
  );
  return { ctx, queueId: reader.queueId };
}

/** A source that answers, a worker that lives, a queue of which the depth is known. */
async function seen(ctx: Ctx, ready: number | null): Promise<void> {
  await beat(ctx, "worker-1");
  await ctx.sql`insert into sources (name, kind, product, state, last_success_at) values ('shop', 'memory', 'Memory 1', 'connected', ${now})`;
  await ctx.sql`update queues set ready = ${ready}, alive_at = ${now}, depth_at = ${now}, expires_at = ${minutesAgo(-300)}`;
}

test("inflow: the hour by minutes, the day and the week by hours", async () => {
  const { ctx } = await watched();
  const hour = await readInflow(ctx, { range: "1h" });
  expect(hour.total).toBe(8);
  expect(hour.kinds[0]).toMatchObject({ total: 8, perMinute: 1 });
  expect(Object.values(hour.buckets[29]?.kinds ?? {})).toEqual([2]);
  expect((await readInflow(ctx, { range: "24h" })).total).toBe(9);
  const week = await readInflow(ctx, { range: "7d" });
  expect(week.total).toBe(10);
  expect(week.buckets).toHaveLength(84);
});

test("growing groups have their rate and an hour of five minutes", async () => {
  const { ctx } = await watched();
  const [group] = await readGrowing(ctx);
  expect(group).toMatchObject({ perMinute: 0.6 });
  expect(group?.spark).toHaveLength(12);
  expect(group?.spark.slice(-2)).toEqual([1, 5]);
  expect(group?.spark.reduce((sum, n) => sum + n, 0)).toBe(8);
});

test("what is open in each place, and that nothing is fresh while no worker lives", async () => {
  const { ctx } = await watched();
  expect(await countPlaces(ctx)).toEqual({ groups: 1, messages: 10, queues: 1, faults: 0, replays: 0, alerts: 0, stale: { since: null } });
  await seen(ctx, 0);
  expect((await countPlaces(ctx)).stale).toBeNull();
  await ctx.sql`update workers set beat_at = ${minutesAgo(10)}`;
  expect((await countPlaces(ctx)).stale).toEqual({ since: minutesAgo(10) });
});

test("what is red on Queues is counted, of queues that nobody watches too", async () => {
  const { ctx } = await watched();
  const warning = (severity: string) => ({ code: "a", severity, text: "b", mend: null });
  await ctx.sql`
    insert into queues (source, name, watched, state, warnings)
    values ('shop', 'work', false, 'unwatched', ${JSON.stringify([warning("bad"), warning("warn"), warning("bad")])}::text::jsonb)`;
  const [{ id }] = await ctx.sql<[{ id: number }]>`select id from queues where watched limit 1`;
  await ctx.sql`
    insert into queue_gaps (queue_id, part, from_at, to_at, lost) values (${id}, '0', '0', '5', 5), (${id}, '1', '0', '5', 5)`;
  await ctx.sql`insert into log_positions (queue_id, part, missing) values (${id}, '0', 7), (${id}, '1', 7)`;
  expect((await countPlaces(ctx)).faults).toBe(4);
  await ctx.sql`update queue_gaps set noticed_at = now() - interval '8 days'`;
  expect((await countPlaces(ctx)).faults).toBe(3);
  await ctx.sql`update queues set watched = false where id = ${id}`;
  expect((await countPlaces(ctx)).faults).toBe(2);
});

test("a queue: captured and still in the broker, the oldest, what expires", async () => {
  const { ctx } = await watched();
  await seen(ctx, 3);
  const { sources, answer, blind } = await listQueues(ctx);
  expect(blind).toBeNull();
  expect(sources[0]).toMatchObject({ name: "shop", product: "Memory 1", state: "connected" });
  expect(sources[0]?.queues[0]).toMatchObject({ dead: 10, ready: 3, depth: 13, oldestAt: minutesAgo(4_000), perMinute: 0.6 });
  expect(sources[0]?.queues[0]?.expiry).toEqual({ kind: "at", at: minutesAgo(-300) });
  expect(sources[0]?.queues[0]?.spark).toHaveLength(24);
  expect(sources[0]?.queues[0]?.spark.reduce((sum, n) => sum + n, 0)).toBe(9);
  expect(answer.title).toBe("13 messages in 1 queue.");
  expect(await readDeepest(ctx)).toMatchObject([{ name: "orders.dlq", dead: 10, ready: 3 }]);
});

test("an unknown depth stays unknown, a paused queue and a found one are said", async () => {
  const { ctx, queueId } = await watched();
  await seen(ctx, null);
  await pauseQueue(ctx, { id: queueId, reason: "migration" });
  await ctx.sql`insert into queues (source, name, role, watched, state, ready) values ('shop', 'email: dlt', 'dead_letter', false, 'unwatched', 12)`;
  const { sources, answer, found } = await listQueues(ctx);
  expect(sources[0]?.queues[0]).toMatchObject({
    depth: null,
    expiry: { kind: "unknown" },
    pausedBy: { kind: "person", name: "test" },
    pauseReason: "migration",
  });
  expect(answer.title).toBe("10 known messages in 1 queue.");
  expect(answer.sub).toContain("Capture of orders.dlq is paused.");
  expect(found).toMatchObject([{ name: "email: dlt", ready: 12, config: { under: "sources.shop.queues", line: '- "email: dlt"' } }]);
});

test("the sentence: blind without a worker, then what is dead and what expires", async () => {
  const { ctx } = await watched();
  expect((await summarizeOverview(ctx)).blind).toMatchObject({ kind: "worker", total: true });
  await seen(ctx, 3);
  const { blind, dead, answer } = await summarizeOverview(ctx);
  expect(blind).toBeNull();
  expect(dead).toBe(10);
  expect(answer.sub).toContain("10 messages are dead.");
  expect(answer.sub).toContain("Messages in orders.dlq begin to expire in 5 h.");
});

test("replays as lanes and in progress, with their outcomes", async () => {
  const { ctx } = await watched();
  const [replay] = await ctx.sql<[{ id: number }]>`
    insert into replays (state, selection, as_of, target, policy, reason, principal_id, total, created_at, refilled_at)
    values ('running', 'a group', ${now}, '{"to":"failed_queue"}', ${JSON.stringify(policyOf(ctx.config, null))}::text::jsonb, 'fixed', ${await principalId(ctx)}, 3, ${minutesAgo(10)}, ${now}) returning id`;
  await ctx.sql`
    insert into replay_items (replay_id, message_id, version, state)
    select ${replay.id}, id, 1, (array['came_back', 'observing', 'selected'])[(row_number() over (order by id))::int]::item_state from messages order by id limit 3`;
  expect(await readLanes(ctx, { range: "1h" })).toMatchObject([{ id: replay.id, total: 3, sent: 2, cameBack: 1, finishedAt: null }]);
  expect(await readRunningReplays(ctx)).toMatchObject([
    { id: replay.id, sent: 2, counts: { cameBack: 1, observing: 1, waiting: 1, failed: 0 } },
  ]);
  await ctx.sql`update replays set state = 'completed', finished_at = ${minutesAgo(90)}`;
  expect(await readLanes(ctx, { range: "1h" })).toHaveLength(0);
  expect(await readRunningReplays(ctx)).toHaveLength(0);
});

test("settings: health, workers, failed imports, sizes, permissions, and no secret", async () => {
  const ctx = testContext(await testDatabase(), {
    config: {
      sources: [
        { kind: "rabbitmq", name: "shop", url: "amqp://user:s3cret@host/v", management: null, keepDeathHeaders: false, queues: [] },
      ],
    },
    clock: () => now,
  });
  const { queueId } = await watchQueue(ctx);
  await seen(ctx, 0);
  await ctx.sql`
    insert into failed_imports (queue_id, at, error, tries, head, body, position) values (${queueId}, ${now}, 'nests too deep', 3, 'ab', 'cde', '7')`;
  const settings = await readSettings(ctx);
  expect(settings.answer.title).toBe("shop is read. 1 import failed and waits for you.");
  expect(settings.config).not.toContain("s3cret");
  expect(settings.config).toContain("user:••••••@host");
  expect(await listFailedImports(ctx)).toMatchObject({ total: 1, newest: [{ error: "nests too deep", size: 5, queue: "orders.dlq" }] });
  expect(settings.sources).toMatchObject([{ name: "shop", queues: 1, state: "connected" }]);
  expect(settings.workers).toMatchObject([{ id: "worker-1", alive: true }]);
  expect(settings.database.parts.map(({ name }) => name)).toContain("messages");
});
