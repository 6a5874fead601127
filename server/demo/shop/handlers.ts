import type postgres from "postgres";
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
class CarrierUnavailableError extends Error {
  static {
    this.prototype.name = "CarrierUnavailableError";
  }
}

/** So long after a shipment was booked its carrier knows it. */
const carrierMs = 5_000;

interface OrderPayload {
  readonly orderId: string;
  readonly total: { readonly amount: number };
  readonly carrier: string;
  readonly address: { readonly zip: string };
  readonly parcels: number;
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

/** Books the shipment, then each further parcel of it. It trusts every order to have an address, and some have none. */
export const bookShipment: Handler = async function handleShipment(tx, event) {
  const order = event.payload as unknown as OrderPayload;
  if (event.eventType === "ParcelPacked") return addParcel(tx, order);
  if (!carriers.includes(order.carrier)) throw new InvalidCarrierError(`carrier "${order.carrier}" is not one of ${carriers.join(", ")}`);
  const zip = order.address.zip.trim();
  await tx`insert into shipments (order_id, carrier, zip) values (${order.orderId}, ${order.carrier}, ${zip})`;
  for (let parcel = 2; parcel <= order.parcels; parcel++)
    await emitEvent(tx, {
      queue: "shipping",
      eventType: "ParcelPacked",
      aggregateId: order.orderId,
      payload: { ...event.payload, parcel },
    });
  await emitEvent(tx, {
    queue: "orders-view",
    eventType: "ShipmentBooked",
    aggregateId: order.orderId,
    payload: { orderId: order.orderId },
  });
};

/** Carriers are not told again: what came too early dies, and the parcels after it have to wait for it. */
const addParcel = async (tx: postgres.TransactionSql, { orderId, carrier }: OrderPayload) => {
  const [known] = await tx`
    update shipments set parcels = parcels + 1 where order_id = ${orderId} and at <= now() - ${carrierMs}::int * interval '1 millisecond' returning 1 as one`;
  if (!known) throw new CarrierUnavailableError(`503 Service Unavailable from ${carrier}: shipment of ${orderId} is not known yet`);
};

/** Keeps the orders' view: the last that happened to each, which is right only in order. */
export const projectOrder: Handler = async function handleProjection(tx, event) {
  await tx`
    insert into order_views (order_id, last, events) values (${event.aggregateId}, ${event.eventType}, 1)
    on conflict (order_id) do update set last = excluded.last, events = order_views.events + 1`;
};
