import { principalId } from "../access/remember-principal.ts";
import { failImport } from "../capture/fail-import.ts";
import { checkSource } from "../capture/check-source.ts";
import type { Ctx } from "../context.ts";
import type { Clients } from "../db/client.ts";
import { triageGroup } from "../groups/triage.ts";
import { beat } from "../process/heartbeat.ts";
import { pauseQueue } from "../queues/pause.ts";
import { policyOf } from "../replays/policy.ts";
import { textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import type { Broker } from "../sources/port.ts";
import { orderedText } from "../sources/position.ts";
import { testContext } from "./context.ts";
import { capture, messageInState, rawMessage, shop, watchQueue } from "./messages.ts";

const reason = "a test";
const target = { to: "queue", queue: "orders.work" } as const;

/** A system with one of everything that can be read or acted on, and a valid input of every procedure, by its path. */
export async function populate(clients: Clients): Promise<{ readonly ctx: Ctx; readonly inputs: Readonly<Record<string, unknown>> }> {
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  const ctx = testContext(clients, { brokers: [withLog(memory)], config: { sources: [shop] } });
  await checkSource(ctx, shop);
  await beat(ctx, "worker-1");
  const reader = await watchQueue(ctx);
  const failed = [
    textHeader("x-exception-fqcn", "com.shop.PaymentTimeoutException"),
    textHeader("x-exception-message", "no answer"),
    textHeader("x-exception-stacktrace", "com.shop.PaymentTimeoutException: no answer\n\tat com.shop.Payments.charge(Payments.java:88)"),
    textHeader("x-original-exchange", "shop"),
    textHeader("x-original-routingKey", "order.placed"),
    textHeader("x-original-topic", "orders"),
    textHeader("x-original-partition", "0"),
    textHeader("x-original-offset", "7"),
  ];
  const bodies = Array.from({ length: 4 }, (_, n) => Buffer.from(`{"eventId":"e-${n}","eventType":"OrderPlaced"}`));
  const [taken = 0, discarded = 0, edited = 0, started = 0] = await capture(
    ctx,
    reader,
    bodies.map((body) => rawMessage({ body, headers: failed })),
  );
  const replay = await replayWithOutcomes(ctx, reader);
  await failImport(ctx, reader.queueId, rawMessage(), { error: new Error("no"), tries: 3 });
  const principal = await principalId(ctx);
  const [made] = await ctx.sql<[{ bulk: number; log: number; group: number; import: number }]>`
    with bulk as (
      insert into bulks (state, kind, selection, filter, reason, principal_id, total, created_at)
      values ('running', 'discarded', 'all', '{"ids":[1]}', ${reason}, ${principal}, 1, now()) returning id
    ), log as (
      insert into queues (source, name, watched, mode, state) values ('shop', 'orders.log', true, 'mirror', 'running') returning id
    ), found as (
      insert into queues (source, name, watched, state) values ('shop', 'found.dlq', false, 'unwatched')
    )
    select (select id from bulk) as bulk, (select id from log) as log, (select group_id from messages where id = ${taken}) as group,
      (select id from failed_imports) as import`;
  await ctx.sql`insert into log_positions (queue_id, part, next_at) values (${made.log}, '0', ${orderedText(1)})`;
  await pauseQueue(ctx, { id: made.log, reason });
  await triageGroup(ctx, { id: made.group, act: "acknowledge", reason });
  return { ctx, inputs: inputsOf({ taken, discarded, edited, started, queue: reader.queueId, replay, ...made }) };
}

type Made = Readonly<
  Record<"taken" | "discarded" | "edited" | "started" | "queue" | "log" | "group" | "bulk" | "replay" | "import", number>
>;

/** By the path of each procedure: an input that concerns what was made. */
function inputsOf(made: Made): Readonly<Record<string, unknown>> {
  const { taken, edited, started, replay } = made;
  const selection = { ids: [made.discarded] };
  const message = { id: taken };
  const queue = { id: made.queue };
  const log = { id: made.log };
  const group = { id: made.group };
  return {
    "messages.list": {},
    "messages.summary": {},
    "messages.count": {},
    "messages.newer": { since: 0 },
    "messages.facets": {},
    "messages.histogram": {},
    "messages.complete": { qualifier: "queue", part: "" },
    "messages.get": message,
    "messages.version": message,
    "messages.payload": message,
    "messages.original": message,
    "messages.takeOriginal": { id: taken, seq: 1, reason },
    "messages.prepare": { filter: "", asOf: new Date().toISOString() },
    "messages.discard": { selection, reason },
    "messages.restore": { selection, reason },
    "messages.edit": { id: edited, seq: 1, body: { text: "{}" }, reason },
    "groups.list": {},
    "groups.summary": undefined,
    "groups.get": group,
    "groups.triage": { ...group, act: "close", reason },
    "groups.assign": { ...group, toMe: true },
    "groups.note": { ...group, note: "known" },
    "queues.list": undefined,
    "queues.pause": { ...queue, reason },
    "queues.resume": queue,
    "queues.readAgain": { ...log, choice: "read", reason },
    "queues.log": log,
    "queues.purgePlan": log,
    "queues.purge": { ...log, parts: [{ part: "0", before: orderedText(1) }], reason },
    "bulk.list": undefined,
    "bulk.cancel": { id: made.bulk, reason },
    "replays.list": {},
    "replays.get": { id: replay },
    "replays.items": { id: replay },
    "replays.plan": { selection: { ids: [started] }, target, rate: null },
    "replays.defaultTarget": { selection },
    "replays.preview": { messageId: taken, target },
    "replays.start": { selection: { ids: [started] }, target, rate: null, reason },
    "replays.pause": { id: replay, reason },
    "replays.resume": { id: replay, reason },
    "replays.changeRate": { id: replay, rate: 1 },
    "replays.decide": { id: replay, sent: true, reason },
    "replays.cancel": { id: replay, reason },
    "overview.summary": undefined,
    "overview.inflow": {},
    "overview.lanes": {},
    "overview.growing": undefined,
    "overview.deepest": undefined,
    "overview.running": undefined,
    "overview.counts": undefined,
    "overview.jump": { text: "orders" },
    "audit.list": {},
    "audit.summary": {},
    "settings.read": undefined,
    "settings.imports": undefined,
    "settings.importAgain": { ids: [made.import] },
    "live.notices": undefined,
  };
}

/** A replay with an unknown item, and one that came back. */
async function replayWithOutcomes(ctx: Ctx, reader: Awaited<ReturnType<typeof watchQueue>>): Promise<number> {
  const sent = await messageInState(ctx, reader, "replayed");
  const unknown = await messageInState(ctx, reader, "unknown");
  const [replay] = await ctx.sql<[{ id: number }]>`
    insert into replays (state, selection, filter, as_of, target, policy, reason, principal_id, total, created_at, refilled_at)
    values ('running', 'two', '{"ids":[1]}', now(), '{"to":"failed_queue"}', ${JSON.stringify(policyOf(ctx.config, null))}::text::jsonb, ${reason}, ${await principalId(ctx)}, 2, now(), now()) returning id`;
  const [item] = await ctx.sql<[{ id: number }]>`
    insert into replay_items (replay_id, message_id, version, state, intent_at, outcome_at)
    values (${replay.id}, ${sent}, 1, 'observing', now(), now()), (${replay.id}, ${unknown}, 1, 'unknown', now(), null) returning id`;
  await ctx.sql`update replays set first_item = ${item.id}, last_item = ${item.id + 1} where id = ${replay.id}`;
  const marks = { "x-redrive-replay": replay.id, "x-redrive-attempt": item.id, "x-redrive-count": 1, "x-redrive-lineage": sent };
  const headers = Object.entries(marks).map(([name, value]) => textHeader(name, String(value)));
  await capture(ctx, reader, [rawMessage({ headers, body: Buffer.from("again") })]);
  return replay.id;
}

/** The in-process broker with a topic of one settled record, and the original of every dead letter. */
function withLog(memory: Broker): Broker {
  const [first, end] = [orderedText(0), orderedText(1)];
  return {
    ...memory,
    codec: {
      ...memory.codec,
      log: { noun: "offset", text: (at) => at, after: () => end, distance: () => 1, adopt: (_head, original) => original },
    },
    log: {
      read: async () => ({
        parts: [{ part: "0", first, next: end, end, unread: 0 }],
        readers: [{ name: "billing", consumers: 1, positions: [{ part: "0", at: first }], behind: 1 }],
        settings: { compacted: false, retentionMs: null },
      }),
      recordsAt: async (_queue, _part, ats) => new Map(ats.map((at) => [at, rawMessage({ body: Buffer.from("original") })])),
      partitions: async () => ({ parts: ["0"], of: () => "0" }),
      committed: async () => new Map(),
      members: async () => new Map(),
      nextRecord: async () => null,
      removeBefore: async (_queue, marks) => marks.map(({ part }) => ({ part, state: "done", reason: null })),
    },
  };
}
