import { setTimeout as delay } from "node:timers/promises";
import type postgres from "postgres";
import { runService, type Service } from "./consumer.ts";
import type { Guard } from "./guard.ts";
import { bookShipment, chargeOrder, projectOrder } from "./handlers.ts";
import { placeOrder, poisons, type Quirk } from "./orders.ts";
import { type Relay, relayOutbox } from "./relay.ts";
import { createTables } from "./tables.ts";
import type { Transport } from "./transport.ts";

export interface Counts {
  readonly orders: number;
  readonly payments: number;
  readonly shipments: number;
  /** Events that wait for an earlier one of their order. */
  readonly early: number;
  readonly outbox: number;
}

/** The shop on one broker. */
export interface Shop {
  place(quirk: Quirk): Promise<string>;
  counts(): Promise<Counts>;
  readonly relay: Relay;
}

const everyMs = 1_800;
/** How long a broker waits for a consumer's word: long enough for every attempt, or short where the broker itself gives up. */
const holdSeconds = { trying: 30, once: 3 };

/** Opens the shop on one broker: services, relay, tables, which the role `reader` may read. It stops with the signal. */
export async function openShop(
  sql: postgres.Sql,
  transport: Transport,
  guard: Guard,
  signal: AbortSignal,
  reader: string | null = null,
): Promise<Shop> {
  await createTables(sql, reader);
  const services: readonly Service[] = [
    { queue: "payments", handle: chargeOrder(guard), attempts: 4, early: "keep" },
    { queue: "shipping", handle: bookShipment, attempts: 2, early: "refuse" },
    { queue: "orders-view", handle: projectOrder, attempts: 0, early: "keep" },
  ];
  for (const { queue, attempts } of services) await transport.declare(queue, attempts > 0 ? holdSeconds.trying : holdSeconds.once);
  for (const service of services) void runService(sql, transport, service, signal);
  const relay = { isStopped: false };
  void relayOutbox(sql, transport, relay, signal);
  return {
    relay,
    place: (quirk) => placeOrder(sql, quirk),
    counts: async () => {
      const [row] = await sql<[Counts]>`
        select (select count(*)::int from orders) as orders, (select count(*)::int from payments) as payments,
          (select count(*)::int from shipments) as shipments, (select count(*)::int from early_events) as early,
          (select count(*)::int from outbox where published_at is null) as outbox`;
      return row;
    },
  };
}

/** Customers order at a calm pace, now and then something that cannot work. */
export async function keepBusy(shop: Shop, signal: AbortSignal): Promise<void> {
  for (const quirk of poisons) await shop.place(quirk);
  for (let n = 0; !signal.aborted; n++) {
    await shop.place(quirkOf(n)).catch(() => {});
    await delay(everyMs, undefined, { signal }).catch(() => {});
  }
}

/** One of five orders cannot work, each kind in its turn; one of five is extended. */
function quirkOf(n: number): Quirk {
  if (n % 5 === 3) return poisons[Math.floor(n / 5) % poisons.length] ?? "none";
  return n % 5 === 1 ? "extended" : "none";
}
