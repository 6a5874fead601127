import { onTestFinished } from "vitest";
import type { Ctx } from "../context.ts";
import { beat } from "../process/heartbeat.ts";
import { inHand } from "../replays/send/batch.ts";
import { sendReplays } from "../replays/send/send-replays.ts";
import { textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import type { Broker } from "../sources/port.ts";
import { testContext } from "./context.ts";
import { testDatabase } from "./database.ts";
import { capture, rawMessage, shop, watchQueue } from "./messages.ts";

/** A shop with dead messages numbered from 0, whose target queue is "orders.work". */
export async function openReplays(count: number, change: (broker: Broker) => Broker = (broker) => broker) {
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  const ctx = testContext(await testDatabase(), { brokers: [change(memory)], config: { sources: [shop] } });
  const reader = await watchQueue(ctx);
  const headers = [textHeader("x-death-queue", "orders.work")];
  const batch = Array.from({ length: count }, (_, at) => rawMessage({ body: Buffer.from(`{"n":${at}}`), position: String(at), headers }));
  const ids = await capture(ctx, reader, batch);
  /** Runs a worker until the test ends; answers how to stop it. */
  const run = async (name: string) => {
    await beat(ctx, name);
    const stop = new AbortController();
    const done = sendReplays(ctx, name, stop.signal);
    const end = async () => {
      stop.abort();
      await done;
    };
    onTestFinished(end);
    return end;
  };
  const sent = () => memory.server.queue("orders.work").ready.map(({ body }) => String(Buffer.from(body ?? [])));
  return { ctx, memory, reader, ids, run, sent };
}

/** Items by state; "in_hand" are those of batches that somebody holds. */
export const itemStates = async (ctx: Ctx, id: number) => {
  const rows = await ctx.sql<{ state: string; n: number }[]>`
    select case when state = 'selected' and ${inHand(ctx.sql)} then 'in_hand' else state::text end as state, count(*) as n
    from replay_items i where replay_id = ${id} group by 1`;
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
};
