import { onTestFinished } from "vitest";
import type { Ctx } from "../context.ts";
import { beat } from "../process/heartbeat.ts";
import { askDue } from "../replays/ask-due.ts";
import { observeReplays } from "../replays/observe.ts";
import { inHand } from "../replays/send/batch.ts";
import { sendReplays } from "../replays/send/send-replays.ts";
import { formatHead, parseHead, textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import type { Broker } from "../sources/port.ts";
import { testContext } from "./context.ts";
import { testDatabase } from "./database.ts";
import { capture, rawMessage, shop, watchQueue } from "./messages.ts";

/** A shop with dead messages numbered from 0, whose target queue is "orders.work": somebody consumes it, and leaves all there. */
export async function openReplays(
  count: number,
  change: (broker: Broker) => Broker = (broker) => broker,
  bodyOf: (at: number) => string = (at) => `{"n":${at}}`,
) {
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  memory.server.queue("orders.work").consumers = 1;
  const database = await testDatabase();
  const ctx = testContext(database, { brokers: [change(memory)], config: { sources: [shop] } });
  const reader = await watchQueue(ctx);
  const headers = [textHeader("x-death-queue", "orders.work")];
  const batch = Array.from({ length: count }, (_, at) => rawMessage({ body: Buffer.from(bodyOf(at)), position: String(at), headers }));
  const ids = await capture(ctx, reader, batch);
  const run = (name: string) => sendAs(ctx, name);
  const sent = () => memory.server.queue("orders.work").ready.map(({ body }) => String(Buffer.from(body ?? [])));
  return { ctx, memory, reader, ids, run, sent, database };
}

/** Runs a worker until the test ends; answers how to stop it. */
export async function sendAs(ctx: Ctx, name: string): Promise<() => Promise<void>> {
  await beat(ctx, name);
  const stop = new AbortController();
  const done = sendReplays(ctx, name, stop.signal);
  const end = async () => {
    stop.abort();
    await done;
  };
  onTestFinished(end);
  return end;
}

/** What stands in "orders.work" from a place on dies again: it is captured as a new message, of another group where it has an error of another type. */
export async function dieAgain(
  opened: Pick<Awaited<ReturnType<typeof openReplays>>, "ctx" | "memory" | "reader">,
  from: number,
  to: number,
  error?: string,
) {
  const { ctx, memory, reader } = opened;
  const sent = memory.server.queue("orders.work").ready.slice(from, to);
  const again = sent.map(({ body, head }, at) => {
    const { headers, ...rest } = parseHead(head);
    const errors = error === undefined ? [] : [textHeader("x-error", error)];
    return rawMessage({ body, head: formatHead({ ...rest, headers: [...headers, ...errors] }), position: `again ${from + at}` });
  });
  const rules = { ...reader.rules, headers: { ...reader.rules.headers, errorType: "x-error" } };
  return capture(ctx, { ...reader, rules }, again);
}

/** What the collector writes of queues that it captures: the broker was heard of just now. */
export async function hear(ctx: Ctx): Promise<void> {
  await ctx.sql`update queues set alive_at = clock_timestamp() where state = 'running' and paused_by is null`;
}

/** What a worker does in a turn: observes all replays, asks the brokers that are due, and waits for their answers. */
export async function observeAndAsk(ctx: Ctx): Promise<void> {
  await hear(ctx);
  await observeReplays(ctx);
  const asking = new Map<number, Promise<void>>();
  await askDue(ctx, asking);
  await Promise.all(asking.values());
}

/** Observes replays as they stand so many seconds after they were sent: their times are moved, since the database's clock counts. */
export async function observeLater(ctx: Ctx, seconds: number): Promise<void> {
  await hear(ctx);
  await age(ctx, seconds);
  await observeReplays(ctx);
  await age(ctx, -seconds);
}

/** What was sent, and has not come back, is older by so many seconds, and so are the watches and the words of brokers. */
export async function age(ctx: Ctx, seconds: number): Promise<void> {
  const by = `${-seconds} seconds`;
  await ctx.sql`update replay_items set outcome_at = outcome_at + ${by}::interval where state <> 'came_back'`;
  await ctx.sql`update replay_stages set watched_from = watched_from + ${by}::interval, stepped_at = stepped_at + ${by}::interval`;
  await ctx.sql`update replays set asked_at = asked_at + ${by}::interval, idle_at = idle_at + ${by}::interval`;
}

/** Items by state; "in_hand" are those of batches that somebody holds. */
export const itemStates = async (ctx: Ctx, id: number) => {
  const rows = await ctx.sql<{ state: string; n: number }[]>`
    select case when state = 'selected' and ${inHand(ctx.sql)} then 'in_hand' else state::text end as state, count(*) as n
    from replay_items i where replay_id = ${id} group by 1`;
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
};
