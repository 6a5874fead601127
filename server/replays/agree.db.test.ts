import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { SourceConfig } from "../config/config.ts";
import { DomainError } from "../errors.ts";
import { beat } from "../process/heartbeat.ts";
import { formatHead } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import type { Broker, BrokerLog, Outcome, Outgoing, Target } from "../sources/port.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { type DeadShapes, deadShapes, smallMost } from "../testing/dead-shapes.ts";
import { capture, plainRules, shop } from "../testing/messages.ts";
import type { PlanInput } from "./input.ts";
import { readPlan } from "./read-plan.ts";
import { sendReplays } from "./send/send-replays.ts";
import { startReplay } from "./start.ts";

const targets: readonly PlanInput["target"][] = [
  { to: "failed_queue" },
  { to: "failed_queue", partition: "origin" },
  { to: "origin" },
  { to: "release" },
  { to: "queue", queue: "orders.work" },
  { to: "queue", queue: "gone.work" },
  { to: "queue", queue: "small" },
];

const plain = formatHead({ key: null, address: {}, headers: [], properties: [] });

/** The queues behind exchange "shop". */
const bound: Readonly<Record<string, readonly string[]>> = { "order.placed": ["orders.work"], "order.all": ["orders.work", "small"] };

/** Topics of one partition that hold nothing. */
const emptyLog: BrokerLog = {
  read: async () => ({ parts: [], readers: [], settings: null }),
  recordsAt: async () => new Map(),
  partitions: async () => ({ parts: ["0"], of: () => "0" }),
  committed: async () => new Map(),
  members: async () => new Map(),
  nextRecord: async () => null,
  removeBefore: async () => [],
};

/** The in-process broker with another's heads and limits: it refuses what that one's adapter refuses, and knows exchanges where that one has some. */
function brokerOf({ kind, codec }: DeadShapes): Broker {
  const memory = createMemoryBroker("shop");
  for (const queue of ["orders.work", "small", "orders.dlq", "shop-app-totals-repartition"]) memory.server.declare(queue);
  const most = (target: Target) => (target.to === "queue" && target.queue === "small" ? smallMost : null);
  const queuesOf = (target: Target) => (target.to === "queue" ? [target.queue] : codec.exchanges ? (bound[target.routingKey] ?? []) : []);
  const refuse = (target: Target, message: Outgoing): Outcome | null => {
    const problem = codec.problemOf(message);
    if (problem) return { state: "refused", reason: problem.text };
    const limit = most(target);
    if (limit !== null && codec.sizesOf(message).all > limit) return { state: "refused", reason: "too large" };
    return target.to === "queue" && target.part === "7" && codec.log ? { state: "refused", reason: "no such partition" } : null;
  };
  const send = async (target: Target, message: Outgoing, attempt: string) => {
    const [queue = "nowhere"] = queuesOf(target);
    return refuse(target, message) ?? memory.publish({ to: "queue", queue }, { ...message, head: plain }, attempt);
  };
  return {
    ...memory,
    ...(codec.log ? { log: emptyLog } : {}),
    kind,
    codec,
    publish: send,
    release: async (queue, message) => (codec.log ? { state: "refused", reason: "it stays" } : send({ to: "queue", queue }, message, "")),
    intake: async (target) => {
      const missing = queuesOf(target).some((queue) => memory.server.queues.has(queue)) ? null : "nothing there";
      return { missing, most: { head: null, all: most(target) } };
    },
    audience: async (target) =>
      target.to === "queue"
        ? memory.audience(target)
        : { receivers: queuesOf(target).map((name) => ({ name, consumers: 1 })), warnings: [] },
  };
}

async function open(shapes: DeadShapes) {
  const broker = brokerOf(shapes);
  const source = { ...shop, kind: shapes.kind } as SourceConfig;
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] } });
  const mode = shapes.codec.log ? "mirror" : "take";
  const [row] = await ctx.sql<{ id: number }[]>`
    insert into queues (source, name, watched, mode, state) values ('shop', ${shapes.queue}, false, ${mode}, 'running') returning id`;
  const reader = { queueId: row?.id ?? 0, source: "shop", queue: shapes.queue, kind: shapes.kind, rules: plainRules, codec: shapes.codec };
  return { ctx, reader };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** What a plan says of each message by itself: the check that keeps it; null: it is sent. */
async function planned({ ctx }: Opened, ids: readonly number[], target: PlanInput["target"]) {
  const each = await Promise.all(ids.map((id) => readPlan(ctx, { selection: { ids: [id] }, target, rate: null })));
  return each.map((plan) => (plan.sendable === 1 ? null : (plan.samples[0]?.why ?? "?")));
}

/** What becomes of each; the broker's own word that nothing is there is what a plan calls `no_queue`. null: nothing could be started. */
async function sent({ ctx }: Opened, ids: readonly number[], target: PlanInput["target"]) {
  const started = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "test" }).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === "conflict") return null;
    throw error;
  });
  if (!started) return null;
  await vi.waitFor(
    async () =>
      expect(await ctx.sql`select 1 from replay_items where replay_id = ${started.id} and state in ('selected', 'held')`).toEqual([]),
    { timeout: 20_000, interval: 20 },
  );
  const rows = await ctx.sql<{ id: number; state: string; code: string | null; data: unknown }[]>`
    select message_id as id, state, reason_code as code, reason_data as data from replay_items where replay_id = ${started.id}`;
  const byId = new Map(rows.map((item) => [item.id, item]));
  return ids.map((id) => {
    const { state = "lost", code = null, data } = byId.get(id) ?? {};
    if (state === "skipped") return code;
    if (state === "returned") return "no_queue";
    return state === "observing" || state === "confirmed" || state === "presumed_ok" ? null : `${state} ${JSON.stringify(data)}`;
  });
}

test.each(deadShapes)(
  "of $kind, plan, start and send say the same of every message to every target",
  { timeout: 180_000 },
  async (shapes) => {
    const opened = await open(shapes);
    const { ctx, reader } = opened;
    await beat(ctx, "one");
    const stop = new AbortController();
    const done = sendReplays(ctx, "one", stop.signal);
    const codes = new Set<string | null>();
    const selection = fc.record({ messages: fc.array(shapes.message, { minLength: 12, maxLength: 16 }), derived: fc.boolean() });
    const seed = Date.now();
    for (const { messages, derived } of fc.sample(selection, { numRuns: 3, seed })) {
      for (const target of targets) {
        const ids = await capture(ctx, reader, messages);
        // As an upgrade leaves them until a worker has read them again.
        if (!derived) await ctx.sql`update messages set route_facts = null where id = any(${[...ids]}::bigint[])`;
        const whole = await readPlan(ctx, { selection: { ids }, target, rate: null });
        const before = await planned(opened, ids, target);
        const after = await sent(opened, ids, target);
        for (const code of before) codes.add(code);
        expect({ seed, target, each: after ?? before }).toEqual({ seed, target, each: before });
        const n = before.filter((code) => code === null).length;
        expect([whole.sendable, whole.skipped, whole.atMost]).toEqual([n, ids.length - n, false]);
        if (after === null) expect(whole.sendable).toBe(0);
      }
    }
    stop.abort();
    await done;
    // The shapes are worth something only while they meet the checks.
    expect(codes).toContain(null);
    expect(codes.size).toBeGreaterThan(2);
  },
);
