import type { Handler } from "./consumer.ts";
import { newEvent } from "./event.ts";
import type { Gateway } from "./gateway.ts";

class PaymentTimeoutError extends Error {
  static {
    this.prototype.name = "PaymentTimeoutError";
  }
}
class PaymentGatewayUnavailableError extends Error {
  static {
    this.prototype.name = "PaymentGatewayUnavailableError";
  }
}
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

const patienceMs = 400;
const carriers = ["dhl", "ups", "postnl"];

interface OrderPayload {
  readonly orderId: string;
  readonly total: { readonly amount: number };
  readonly carrier: string;
  readonly address: { readonly zip: string };
}

/** Charges the order at the gateway, then asks for its shipment. */
export function chargeOrder(gateway: Gateway): Handler {
  return async function handleCharge(tx, event) {
    const order = event.payload as unknown as OrderPayload;
    if (typeof order.total?.amount !== "number")
      throw new InvalidOrderError(`total must be an amount with a currency, not "${String(order.total)}"`);
    await callGateway(gateway, order.orderId);
    await tx`insert into payments (order_id, amount) values (${order.orderId}, ${order.total.amount})`;
    const captured = newEvent("PaymentCaptured", order.orderId, 1, { ...event.payload });
    await tx`insert into outbox (queue, body) values ('shipping', ${JSON.stringify(captured)})`;
  };
}

async function callGateway(gateway: Gateway, order: string): Promise<void> {
  const answer = await fetch(gateway.url, { method: "POST", signal: AbortSignal.timeout(patienceMs) }).catch((cause: unknown) => {
    throw new PaymentTimeoutError(`no answer from payment-gateway within ${patienceMs} ms (order ${order})`, { cause });
  });
  if (!answer.ok) throw new PaymentGatewayUnavailableError(`${answer.status} Service Unavailable from payment-gateway (order ${order})`);
}

/** Books the shipment. It trusts every order to have an address, and some have none. */
export const bookShipment: Handler = async function handleShipment(tx, event) {
  const order = event.payload as unknown as OrderPayload;
  if (!carriers.includes(order.carrier)) throw new InvalidCarrierError(`carrier "${order.carrier}" is not one of ${carriers.join(", ")}`);
  const zip = order.address.zip.trim();
  await tx`insert into shipments (order_id, carrier, zip) values (${order.orderId}, ${order.carrier}, ${zip})`;
};

/** Keeps the orders' view: reading the event is all it does. */
export const projectOrder: Handler = async () => {};
