import type postgres from "postgres";
import { emitEvent } from "./event.ts";

/** Orders of which something dies, each kind in its own way. Only "many-parcels" can work later. */
export const poisons = ["no-address", "unknown-carrier", "schema-v3", "unreadable", "placed-twice", "many-parcels"] as const;
/** "extended": the customer adds something at once, a second event that must come after the first. */
export type Quirk = (typeof poisons)[number] | "none" | "extended";

export const carriers = ["dhl", "ups", "postnl"];
const currency = "EUR";
let next = 45_000;

/** Places an order: its row and its events in the outbox, in one transaction. Answers its id. */
export async function placeOrder(sql: postgres.Sql, quirk: Quirk): Promise<string> {
  const id = `ord-${Date.now().toString(36)}${next++}`;
  const customer = `cust-${Math.floor(Math.random() * 900)}`;
  const carrier = quirk === "unknown-carrier" ? "pigeon" : (carriers[Math.floor(Math.random() * carriers.length)] ?? "dhl");
  const address = quirk === "no-address" ? null : { street: "Kade 4", zip: "1012 AB", city: "Amsterdam" };
  const total = euros(9, 400);
  await sql.begin(async (tx) => {
    await tx`insert into orders (id, customer, total, carrier, address) values (${id}, ${customer}, ${total}, ${carrier}, ${address === null ? null : tx.json(address)})`;
    const amount = quirk === "schema-v3" ? `${total} ${currency}` : { amount: total, currency };
    const placed = {
      eventType: "OrderPlaced",
      aggregateId: id,
      version: quirk === "schema-v3" ? 3 : 2,
      payload: { orderId: id, customerId: customer, total: amount, carrier, address, parcels: quirk === "many-parcels" ? 4 : 1 },
    };
    await emitEvent(tx, { queue: "payments", ...placed });
    if (quirk === "placed-twice") await emitEvent(tx, { queue: "payments", ...placed });
    await emitEvent(tx, { queue: "orders-view", ...placed, cut: quirk === "unreadable" ? 12 : 0 });
    if (quirk === "extended") await extendOrder(tx, id);
  });
  return id;
}

async function extendOrder(tx: postgres.TransactionSql, id: string): Promise<void> {
  const extra = euros(2, 40);
  await tx`update orders set total = total + ${extra} where id = ${id}`;
  const extended = { eventType: "OrderExtended", aggregateId: id, payload: { orderId: id, total: { amount: extra, currency } } };
  for (const queue of ["payments", "orders-view"] as const) await emitEvent(tx, { queue, ...extended });
}

function euros(from: number, to: number): number {
  return Math.round((from + Math.random() * (to - from)) * 100) / 100;
}
