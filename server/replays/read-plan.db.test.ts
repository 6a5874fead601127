import { monitorEventLoopDelay } from "node:perf_hooks";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, plainRules, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { readClasses } from "./read-classes.ts";
import { readPlan } from "./read-plan.ts";
import { startReplay } from "./start.ts";

const now = new Date("2026-11-23T12:00:00Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const total = 60;
const rules = {
  ...plainRules,
  envelope: { ...plainRules.envelope, key: "$.key" },
  headers: { ...plainRules.headers, errorType: "x-error", originQueue: "x-queue" },
};

/** Messages of six groups in two queues, a third without an origin, in every state that excludes one. */
async function start() {
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  const sources = [{ ...shop, queues: shop.queues.map((queue) => ({ ...queue, rules })) }];
  const ctx = testContext(await testDatabase(), { brokers: [memory], config: { sources }, clock: () => now });
  for (const queue of ["orders.dlq", "payments.dlq"]) {
    const reader = { ...(await watchQueue(ctx, queue)), rules };
    const batch = Array.from({ length: total / 2 }, (_, at) =>
      rawMessage({
        body: Buffer.from(JSON.stringify({ eventType: "OrderPlaced", key: at % 4 ? `k-${at % 7}` : undefined })),
        diedAt: minutesAgo(at),
        headers: [
          textHeader("x-error", ["TimeoutException", "JsonMappingException", "OddException"][at % 3] ?? ""),
          ...(at % 3 === 2 ? [] : [textHeader("x-queue", "orders.work")]),
        ],
      }),
    );
    await capture(ctx, reader, batch);
  }
  await ctx.sql`update messages set state = 'discarded' where id % 10 = 1`;
  await ctx.sql`update messages set state = 'unknown' where id % 10 = 2`;
  await ctx.sql`update messages set replay_count = id % 10 where id % 10 > 3`;
  const rows = await ctx.sql<
    { id: number; state: string; replays: number; key: string | null; diedAt: Date; verdict: string; origin: string }[]
  >`
    select m.id, m.state, m.replay_count as replays, m.event_key as key, m.sort_at as "diedAt", g.verdict, g.origin
    from messages m join groups g on g.id = m.group_id order by m.id desc`;
  return { ctx, rows };
}

type Row = Awaited<ReturnType<typeof start>>["rows"][number];

const whyNot = ({ state, replays, origin }: Row) => {
  if (state === "unknown") return "in_replay";
  if (state !== "dead") return "not_dead";
  if (replays >= 5) return "too_often";
  return origin === null ? "no_origin" : null;
};
const counted = <T extends string>(values: readonly T[]) =>
  Object.fromEntries([...new Set(values)].map((value) => [value, values.filter((one) => one === value).length]));

test("a plan counts every message once, by what becomes of it, and shows the newest of each", async () => {
  const { ctx, rows } = await start();
  const selection = { filter: "state:any", asOf: now.toISOString() };
  const plan = await readPlan(ctx, { selection, target: { to: "failed_queue" }, rate: null });
  const sent = rows.filter((row) => whyNot(row) === null);
  expect(rows).toHaveLength(total);
  expect([plan.chosen, plan.sendable, plan.skipped]).toEqual([total, sent.length, total - sent.length]);
  const skipped = ["in_replay", "not_dead", "too_often", "no_origin"] as const;
  const checks = Object.fromEntries(plan.checks.map(({ key, n }) => [key, n]));
  for (const why of skipped) {
    expect(checks[why]).toBe(rows.filter((row) => whyNot(row) === why).length);
    expect(checks[why]).toBeGreaterThan(0);
  }
  expect(plan.verdicts).toEqual({ poison: 0, transient: 0, unknown: 0, ...counted(sent.map(({ verdict }) => verdict)) });
  expect([plan.diedFrom, plan.diedTo]).toEqual([minutesAgo(total / 2 - 1), now]);
  expect([plan.keys, plan.keysCapped]).toEqual([7, false]);
  expect(plan.destinations).toMatchObject([{ source: "shop", target: "orders.work", n: sent.length }]);
  for (const why of [null, ...skipped]) {
    const shown = plan.samples.filter((sample) => sample.why === why).map(({ id }) => id);
    expect(shown).toHaveLength(3);
    expect(rows.filter((row) => whyNot(row) === why).map(({ id }) => id)).toEqual(expect.arrayContaining(shown));
    expect(shown).toContain(rows.find((row) => whyNot(row) === why)?.id);
  }
});

test("a plan of nothing counts nothing, and one of chosen rows only those", async () => {
  const { ctx, rows } = await start();
  const target = { to: "queue", queue: "orders.work" } as const;
  const nothing = await readPlan(ctx, { selection: { filter: "key:none", asOf: now.toISOString() }, target, rate: null });
  expect(nothing).toMatchObject({ chosen: 0, sendable: 0, keys: 0, diedFrom: null, samples: [], destinations: [] });
  const ids = rows
    .filter((row) => row.state === "dead" && row.replays < 5)
    .slice(0, 4)
    .map(({ id }) => id);
  expect(await readPlan(ctx, { selection: { ids }, target, rate: 2 })).toMatchObject({ chosen: 4, sendable: 4, seconds: 2 });
});

test("a plan of packed bodies that grow to megabytes lets everybody else go on", async () => {
  const ctx = testContext(await testDatabase(), { brokers: [createMemoryBroker("shop")], config: { sources: [shop] } });
  const body = gzipSync(Buffer.alloc(8_000_000, "["));
  const batch = Array.from({ length: 10 }, (_, at) => rawMessage({ body, position: String(at) }));
  const ids = await capture(ctx, await watchQueue(ctx), batch);
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const from = performance.now();
  const { chosen } = await readPlan(ctx, { selection: { ids: [...ids] }, target: { to: "failed_queue" }, rate: null });
  const took = performance.now() - from;
  delay.disable();
  expect(chosen).toBe(10);
  expect(delay.max / 1e6).toBeLessThan(took / 2);
});

test("what older rules said of a message binds neither its plan nor its start: it is judged by its bytes when it is sent", async () => {
  const { ctx, rows } = await start();
  const sendable = rows.filter((row) => whyNot(row) === null).map(({ id }) => id);
  const input = { selection: { ids: sendable }, target: { to: "failed_queue" as const }, rate: null };
  const facts = async () => (await readClasses(ctx, input)).map(({ candidate }) => candidate.facts?.queue);
  expect(new Set(await facts())).toEqual(new Set([true]));
  await ctx.sql`update messages set route_facts = 0`;
  expect(new Set(await facts())).toEqual(new Set([false]));
  await ctx.sql`update derivations set number = number + 1`;
  expect(new Set(await facts())).toEqual(new Set([undefined]));
  expect(await startReplay(ctx, { ...input, reason: "mended" })).toMatchObject({ selected: sendable.length, skipped: 0 });
});
