import type { Handler } from "./consumer.ts";
import { emitEvent } from "./event.ts";
import type { Guard } from "./guard.ts";
import { carriers } from "./orders.ts";

class InvalidOrderError extends Error {
  static {
    this.prototype.name = "InvalidOrderError";
  }
}
class InvalidCarrierError extends Error {
  static {
    this.prototype.name = "InvalidCarrierError";
  }
}

interface OrderPayload {
  readonly orderId: string;
  readonly total: { readonly amount: number };
  readonly carrier: string;
  readonly address: { readonly zip: string };
}

/** Charges an order, or what was added to it, at the gateway; an order that is paid is shipped. */
export function chargeOrder(guard: Guard): Handler {
  return async function handleCharge(tx, event) {
    const order = event.payload as unknown as OrderPayload;
    if (typeof order.total?.amount !== "number")
      throw new InvalidOrderError(`total must be an amount with a currency, not "${String(order.total)}"`);
    const told = { aggregateId: order.orderId, payload: event.payload };
    if (event.eventType === "OrderExtended") {
      await tx`update payments set amount = amount + ${order.total.amount} where order_id = ${order.orderId}`;
    } else {
      await tx`insert into payments (order_id, amount) values (${order.orderId}, ${order.total.amount})`;
      await emitEvent(tx, { queue: "shipping", eventType: "PaymentCaptured", ...told });
    }
    await emitEvent(tx, { queue: "orders-view", eventType: "PaymentCaptured", ...told });
    await guard.charge(order.orderId);
  };
}

/** Books the shipment. It trusts every order to have an address, and some have none. */
export const bookShipment: Handler = async function handleShipment(tx, event) {
  const order = event.payload as unknown as OrderPayload;
  if (!carriers.includes(order.carrier)) throw new InvalidCarrierError(`carrier "${order.carrier}" is not one of ${carriers.join(", ")}`);
  const zip = order.address.zip.trim();
  await tx`insert into shipments (order_id, carrier, zip) values (${order.orderId}, ${order.carrier}, ${zip})`;
  await emitEvent(tx, {
    queue: "orders-view",
    eventType: "ShipmentBooked",
    aggregateId: order.orderId,
    payload: { orderId: order.orderId },
  });
};

/** Keeps the orders' view: the last that happened to each, which is right only in order. */
export const projectOrder: Handler = async function handleProjection(tx, event) {
  await tx`
    insert into order_views (order_id, last, events) values (${event.aggregateId}, ${event.eventType}, 1)
    on conflict (order_id) do update set last = excluded.last, events = order_views.events + 1`;
};
