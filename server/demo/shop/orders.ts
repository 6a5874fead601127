import type postgres from "postgres";
import { newEvent } from "./event.ts";

/** What may be wrong with an order; each kind dies in its own way. */
export const quirks = ["none", "no-address", "unknown-carrier", "schema-v3", "unreadable"] as const;
export type Quirk = (typeof quirks)[number];

const carriers = ["dhl", "ups", "postnl"];
let next = 45_000;

/** Places an order: its row and its events in the outbox, in one transaction. */
export async function placeOrder(sql: postgres.Sql, quirk: Quirk): Promise<string> {
  const id = `ord-${Date.now().toString(36)}${next++}`;
  const customer = `cust-${Math.floor(Math.random() * 900)}`;
  const carrier = quirk === "unknown-carrier" ? "pigeon" : (carriers[Math.floor(Math.random() * carriers.length)] ?? "dhl");
  const address = quirk === "no-address" ? null : { street: "Kade 4", zip: "1012 AB", city: "Amsterdam" };
  const total = Math.round(Math.random() * 40_000 + 900) / 100;
  await sql.begin(async (tx) => {
    await tx`insert into orders (id, customer, total, carrier, address) values (${id}, ${customer}, ${total}, ${carrier}, ${address === null ? null : tx.json(address)})`;
    const amount = quirk === "schema-v3" ? `${total} EUR` : { amount: total, currency: "EUR" };
    const event = newEvent(
      "OrderPlaced",
      id,
      1,
      { orderId: id, customerId: customer, total: amount, carrier, address },
      quirk === "schema-v3" ? 3 : 2,
    );
    const body = JSON.stringify(event);
    await tx`insert into outbox (queue, body) values ('payments', ${body}), ('orders-view', ${quirk === "unreadable" ? body.slice(0, -12) : body})`;
  });
  return id;
}
