import { setTimeout as delay } from "node:timers/promises";
import type postgres from "postgres";
import { runService, type Service } from "./consumer.ts";
import { Gateway } from "./gateway.ts";
import { bookShipment, chargeOrder, projectOrder } from "./handlers.ts";
import { placeOrder, type Quirk } from "./orders.ts";
import { relayOutbox } from "./relay.ts";
import { createTables } from "./tables.ts";
import type { Transport } from "./transport.ts";

export interface Shop {
  readonly gateway: Gateway;
  /** A person pressed a button: it no longer breaks and heals by itself. */
  byHand: boolean;
  place(quirk: Quirk): Promise<string>;
  counts(): Promise<Record<"orders" | "payments" | "shipments" | "outbox", number>>;
}

const everyMs = 1_800;
const brokenMs = 90_000;
const wellMs = 60_000;

/** Opens the shop on one broker: services, relay, and customers. It stops with the signal. */
export async function openShop(sql: postgres.Sql, transport: Transport, signal: AbortSignal): Promise<Shop> {
  const gateway = new Gateway();
  await gateway.start();
  signal.addEventListener("abort", () => gateway.stop());
  await createTables(sql);
  const services: readonly Service[] = [
    { queue: "payments", handle: chargeOrder(gateway), attempts: 4 },
    { queue: "shipping", handle: bookShipment, attempts: 2 },
    { queue: "orders-view", handle: projectOrder, attempts: 0 },
  ];
  for (const { queue } of services) await transport.declare(queue);
  for (const service of services) void runService(sql, transport, service, signal);
  void relayOutbox(sql, transport, signal);
  return {
    gateway,
    byHand: false,
    place: (quirk) => placeOrder(sql, quirk),
    counts: async () => {
      const [row] = await sql<[Record<"orders" | "payments" | "shipments" | "outbox", number>]>`
        select (select count(*)::int from orders) as orders, (select count(*)::int from payments) as payments, (select count(*)::int from shipments) as shipments,
          (select count(*)::int from outbox where published_at is null) as outbox`;
      return row;
    },
  };
}

/** Customers order at a calm pace, now and then something that cannot work; the gateway breaks and heals by itself until somebody takes over. */
export async function keepBusy(shop: Shop, signal: AbortSignal): Promise<void> {
  for (const quirk of ["no-address", "unknown-carrier", "schema-v3", "unreadable", "no-address", "none"] as const) await shop.place(quirk);
  await delay(4_000, undefined, { signal }).catch(() => {});
  const opened = Date.now();
  for (let n = 0; !signal.aborted; n++) {
    if (!shop.byHand) {
      const phase = (Date.now() - opened) % (brokenMs + wellMs);
      shop.gateway.health = phase > brokenMs ? "well" : phase > brokenMs * 0.8 ? "failing" : "slow";
    }
    const quirk: Quirk =
      n % 9 === 4 ? "no-address" : n % 13 === 6 ? "unknown-carrier" : n % 11 === 8 ? "schema-v3" : n % 17 === 12 ? "unreadable" : "none";
    await shop.place(quirk).catch(() => {});
    await delay(everyMs, undefined, { signal }).catch(() => {});
  }
}
