import { onTestFinished } from "vitest";
import { addPolls } from "../downstreams/claim-polls.ts";
import type { DownstreamSpec } from "../downstreams/downstream.ts";
import { pollDue } from "../downstreams/poll.ts";
import { Outbound } from "../outbound/outbound.ts";
import { serviceRule } from "../outbound/rule.ts";
import { beat } from "../process/heartbeat.ts";
import { sendReplays } from "../replays/send/send-replays.ts";
import { startReplay } from "../replays/start.ts";
import { wakeHeld } from "../replays/wake-held.ts";
import { textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import type { Broker } from "../sources/port.ts";
import { actuatorBody, startAnswering } from "./actuator.ts";
import { testContext } from "./context.ts";
import { testDatabase } from "./database.ts";
import { bank } from "./downstreams.ts";
import { capture, rawMessage, shop, watchQueue } from "./messages.ts";

export const bankTarget = { to: "queue", queue: "orders.work" } as const;

/** Payments need the bank, orders do not. A worker sends until the test ends; `pass` lets time go by, asks the bank's breaker and wakes what waits. */
export async function startBank(
  state: string,
  count: number,
  { ordered = false, ...fields }: Partial<DownstreamSpec> & { readonly ordered?: boolean } = {},
) {
  let now = new Date("2026-11-23T12:00:00Z");
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  const broker: Broker = { ...memory, capabilities: (queue) => ({ ...memory.capabilities(queue), ordered }) };
  const bankServer = await startAnswering(actuatorBody(state));
  onTestFinished(() => bankServer.close());
  const config = { sources: [shop], downstreams: [bank(bankServer.url, fields)], outbound: { allow: ["127.0.0.1"] } };
  const ctx = testContext(await testDatabase(), { brokers: [broker], config, clock: () => now });
  const reader = await watchQueue(ctx);
  const none = { queues: [], origins: [], errors: [], frames: [] };
  const rules = {
    ...reader.rules,
    envelope: { eventType: "$.eventType", key: "$.key" },
    needs: [{ name: "bank", ties: [{ ...none, eventTypes: ["Payment*"] }] }],
  };
  const batch = Array.from({ length: count }, (_, n) =>
    rawMessage({
      body: Buffer.from(JSON.stringify({ n, key: `k${Math.floor(n / 4)}`, eventType: n % 2 ? "OrderPlaced" : "PaymentMade" })),
      position: String(n),
      headers: [textHeader("x-death-queue", "orders.work")],
    }),
  );
  const ids = await capture(ctx, { ...reader, rules }, batch);
  const outbound = new Outbound(serviceRule(["127.0.0.1"]));
  const stop = new AbortController();
  await addPolls(ctx, config.downstreams);
  const standStill = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1_000);
  };
  const pass = async (seconds: number) => {
    standStill(seconds);
    await pollDue(ctx, outbound, stop.signal);
    await wakeHeld(ctx);
  };
  await pass(0);
  await beat(ctx, "one");
  const done = sendReplays(ctx, "one", stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await done;
    outbound.close();
  });
  const sent = () => memory.server.queue("orders.work").ready.map(({ body }) => Number(JSON.parse(String(Buffer.from(body ?? []))).n));
  const held = async () => (await ctx.sql`select 1 from replay_items where state = 'held' and reason_code = 'breaker'`).length;
  const begin = (some = ids) => startReplay(ctx, { selection: { ids: [...some] }, target: bankTarget, rate: null, reason: "try" });
  return {
    ctx,
    memory,
    reader: { ...reader, rules },
    ids,
    downstreams: config.downstreams,
    bankServer,
    pass,
    standStill,
    sent,
    held,
    begin,
  };
}
