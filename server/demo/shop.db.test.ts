import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import type { RawMessage } from "../sources/port.ts";
import { openDemoShop } from "../testing/demo-shop.ts";
import type { ShopEvent } from "./shop/event.ts";
import { keepBusy } from "./shop/run.ts";

const poll = { timeout: 25_000, interval: 50 };

test("the shop makes dead letters of many kinds, each diagnosed as what it is", async () => {
  const { shop, gateway, dead, signal } = await openDemoShop();
  gateway.held = "well";
  void keepBusy(shop, signal);
  const kinds = () => new Set(dead.map(({ queue, group }) => `${queue} ${group.errorType ?? "no error"} ${group.category}`));
  const poisonous = [
    "payments-dlq InvalidOrderError validation",
    "payments-dlq PostgresError duplicate",
    "shipping-dlq InvalidCarrierError validation",
    "shipping-dlq TypeError code_bug",
    "shipping-dlq CarrierUnavailableError downstream_5xx",
    "shipping-dlq OutOfOrderError missing_data",
    "orders-view-dlq no error unknown",
  ];
  await vi.waitFor(() => expect(kinds()).toEqual(new Set(poisonous)), poll);
  gateway.held = "slow";
  await vi.waitFor(() => expect(kinds()).toEqual(new Set([...poisonous, "payments-dlq PaymentTimeoutError timeout"])), poll);
  expect(dead.find(({ group }) => group.errorType === "PaymentTimeoutError")?.group.downstream).toBe("payment-gateway");
});

test("dead letters that go back to the healed shop, even twice, are processed exactly once and in order", async () => {
  const { sql, shop, gateway, guard, broker, dead } = await openDemoShop();
  gateway.held = "failing";
  const orders = await Promise.all(Array.from({ length: 12 }, (_, n) => shop.place(n % 2 === 0 ? "extended" : "none")));
  await vi.waitFor(() => expect(dead.map(({ raw }) => eventOf(raw).aggregateId).sort()).toEqual([...orders].sort()), poll);
  await vi.waitFor(async () => expect(await shop.counts()).toMatchObject({ payments: 0, early: 6, outbox: 0 }), poll);
  expect(new Set(dead.map(({ group }) => group.errorType))).toEqual(new Set(["PaymentGatewayUnavailableError"]));

  gateway.held = "well";
  await vi.waitFor(() => expect(guard.isOpen).toBe(false), poll);
  const sent = [...dead, ...dead].map(({ raw }) => broker.publish({ to: "queue", queue: "payments" }, raw, randomUUID()));
  expect(new Set((await Promise.all(sent)).map(({ state }) => state))).toEqual(new Set(["confirmed"]));

  await vi.waitFor(async () => expect(await shop.counts()).toEqual({ orders: 12, payments: 12, shipments: 12, early: 0, outbox: 0 }), poll);
  const readViews = () => sql`select distinct events from order_views order by events`;
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

test("an order of many parcels leaves a gap: the second event dies, and those after it do until it was processed", async () => {
  const { sql, shop, gateway, broker, dead } = await openDemoShop();
  gateway.held = "well";
  const order = await shop.place("many-parcels");
  const numbers = () => dead.map(({ raw }) => eventOf(raw).sequenceNumber).sort();
  await vi.waitFor(() => expect(numbers()).toEqual([2, 3, 4]), poll);
  const position = () => sql`select last from positions where consumer = 'shipping' and key = ${order}`;
  expect([...(await position())]).toEqual([{ last: 1 }]);
  const known = () => sql`select 1 from shipments where order_id = ${order} and at < now() - interval '6 seconds'`;
  await vi.waitFor(async () => expect(await known()).toHaveLength(1), poll);
  for (const number of [2, 3, 4]) {
    const { raw } = dead.find((one) => eventOf(one.raw).sequenceNumber === number)!;
    await broker.publish({ to: "queue", queue: "shipping" }, raw, randomUUID());
    await vi.waitFor(async () => expect([...(await position())]).toEqual([{ last: number }]), poll);
  }
  expect(numbers()).toEqual([2, 3, 4]);
  expect([...(await sql`select parcels from shipments`)]).toEqual([{ parcels: 4 }]);
});

test("the numbers of an order's events count per queue", async () => {
  const { sql, shop } = await openDemoShop();
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
