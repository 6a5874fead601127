import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { expect, onTestFinished, test, vi } from "vitest";
import type { RawMessage } from "../brokers/broker.ts";
import { createSqs } from "../brokers/sqs/create.ts";
import { readConfig } from "../config/read.ts";
import type { GroupFacts } from "../messages/row.ts";
import { readArrival } from "../messages/arrival.ts";
import { matchQueue } from "../queue-config.ts";
import { testDatabase } from "../testing/database.ts";
import { freePorts } from "../testing/ports.ts";
import { demoConfig } from "./config.ts";
import { Gateway } from "./shop/gateway.ts";
import type { ShopEvent } from "./shop/event.ts";
import { keepBusy, openShop } from "./shop/run.ts";
import { sqsTransport } from "./shop/sqs-transport.ts";
import { startSqs } from "./sqs.ts";

const queues = ["payments-dlq", "shipping-dlq", "orders-view-dlq"];
const poll = { timeout: 25_000, interval: 50 };

interface Dead {
  readonly queue: string;
  readonly raw: RawMessage;
  readonly group: GroupFacts;
}

/** The shop of the demo with its gateway, an emulator and a schema of its own, and what Redrive's adapter and diagnosis make of its dead letters. */
async function openDemo() {
  const [port = 0] = await freePorts(1);
  const sqs = await startSqs(port);
  onTestFinished(() => sqs.stop());
  const database = await testDatabase();
  await database.sql`create schema shop`;
  const sql = postgres(database.url, { max: 8, onnotice: () => {}, connection: { search_path: "shop" } });
  onTestFinished(() => sql.end({ timeout: 5 }));
  const stop = new AbortController();
  const gateway = new Gateway();
  await gateway.start();
  const sqsEndpoint = `http://127.0.0.1:${port}`;
  const transport = sqsTransport(sqsEndpoint);
  const shop = await openShop(sql, transport, gateway, stop.signal);

  const config = readConfig(demoConfig({ sqsEndpoint, rabbitmqUrl: null, databaseUrl: database.url, port: 4400 }), "redrive.yaml", {});
  const [source] = config.sources;
  if (source?.kind !== "sqs") throw new Error("The demo's source is not SQS.");
  const broker = createSqs({ ...source, source: source.name });
  const dead: Dead[] = [];
  const consuming = queues.map((queue, queueId) => {
    const rules = matchQueue(source, queue)?.rules;
    if (!rules) throw new Error(`${queue} is not watched.`);
    const reader = { queueId, source: source.name, queue, kind: broker.kind, rules, codec: broker.codec };
    const take = async (batch: readonly RawMessage[]) => {
      for (const raw of batch) dead.push({ queue, raw, group: readArrival(reader, raw, new Date(), new Map()).group });
    };
    return broker.consume(queue, take, { batchSize: 10, maxWaitMs: 50 }, stop.signal);
  });
  onTestFinished(async () => {
    stop.abort();
    gateway.stop();
    await Promise.all(consuming);
    await Promise.all([broker.close(), transport.close()]);
  });
  return { sql, shop, gateway, broker, dead, signal: stop.signal };
}

test("the shop makes dead letters of many kinds, each diagnosed as what it is", async () => {
  const { shop, gateway, dead, signal } = await openDemo();
  gateway.held = "well";
  void keepBusy(shop, signal);
  const kinds = () => new Set(dead.map(({ queue, group }) => `${queue} ${group.errorType ?? "no error"} ${group.category}`));
  const poisonous = [
    "payments-dlq InvalidOrderError validation",
    "payments-dlq PostgresError duplicate",
    "shipping-dlq InvalidCarrierError validation",
    "shipping-dlq TypeError code_bug",
    "orders-view-dlq no error unknown",
  ];
  await vi.waitFor(() => expect(kinds()).toEqual(new Set(poisonous)), poll);
  gateway.held = "slow";
  await vi.waitFor(() => expect(kinds()).toEqual(new Set([...poisonous, "payments-dlq PaymentTimeoutError timeout"])), poll);
  expect(dead.find(({ group }) => group.errorType === "PaymentTimeoutError")?.group.downstream).toBe("payment-gateway");
});

test("dead letters that go back to the healed shop, even twice, are processed exactly once and in order", async () => {
  const { sql, shop, gateway, broker, dead } = await openDemo();
  gateway.held = "failing";
  const orders = await Promise.all(Array.from({ length: 12 }, (_, n) => shop.place(n % 2 === 0 ? "extended" : "none")));
  await vi.waitFor(() => expect(dead.map(({ raw }) => eventOf(raw).aggregateId).sort()).toEqual([...orders].sort()), poll);
  await vi.waitFor(async () => expect(await shop.counts()).toMatchObject({ payments: 0, early: 6, outbox: 0 }), poll);
  expect(new Set(dead.map(({ group }) => group.errorType))).toEqual(new Set(["PaymentGatewayUnavailableError"]));

  gateway.held = "well";
  const sent = [...dead, ...dead].map(({ raw }) => broker.publish({ to: "queue", queue: "payments" }, raw, randomUUID()));
  expect(new Set((await Promise.all(sent)).map(({ state }) => state))).toEqual(new Set(["confirmed"]));

  await vi.waitFor(async () => expect(await shop.counts()).toEqual({ orders: 12, payments: 12, shipments: 12, early: 0, outbox: 0 }), poll);
  const readViews = () => sql`select distinct events, last from order_views order by events`;
  await vi.waitFor(async () => expect([...(await readViews())].map(({ events }) => events)).toEqual([3, 5]), poll);
  expect(gateway.charged).toBe(18);
  expect([...(await sql`select consumer, count(*)::int as events from processed_events group by consumer order by consumer`)]).toEqual([
    { consumer: "orders-view", events: 48 },
    { consumer: "payments", events: 18 },
    { consumer: "shipping", events: 12 },
  ]);
  expect([...(await sql`select id from orders join payments on order_id = id where total <> amount`)]).toEqual([]);
  expect(dead).toHaveLength(12);
});

test("the numbers of an order's events count per queue", async () => {
  const { sql, shop } = await openDemo();
  const order = await shop.place("extended");
  const rows = await sql<
    { queue: string; body: string }[]
  >`select queue, body from outbox where queue in ('payments', 'orders-view') order by id`;
  const numbers = rows
    .filter(({ body }) => body.includes(order))
    .map(({ queue, body }) => [queue, (JSON.parse(body) as ShopEvent).sequenceNumber]);
  expect(numbers.slice(0, 4)).toEqual([
    ["payments", 1],
    ["orders-view", 1],
    ["payments", 2],
    ["orders-view", 2],
  ]);
});

function eventOf({ body }: RawMessage): ShopEvent {
  return JSON.parse(Buffer.from(body ?? []).toString()) as ShopEvent;
}
