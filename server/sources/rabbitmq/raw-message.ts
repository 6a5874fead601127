import type { ConsumeMessage } from "amqplib";
import type { RawMessage } from "../port.ts";
import { packHead } from "./head.ts";
import { rawAddress, rawProperties } from "./raw-connection.ts";

/** A delivery as the port hands it out; its bytes are those of the wire. */
export function rawMessage(delivery: ConsumeMessage): RawMessage {
  const properties = raw(delivery.properties, rawProperties);
  const address = raw(delivery.fields, rawAddress);
  const exchangeEnd = 1 + (address[0] ?? 0);
  return {
    body: delivery.content,
    head: packHead({ exchange: address.subarray(1, exchangeEnd), routingKey: address.subarray(exchangeEnd + 1), properties }),
    position: `delivery tag ${delivery.fields.deliveryTag}`,
    identity: null,
    redelivered: delivery.fields.redelivered,
  };
}

function raw(carrier: object, key: symbol): Buffer {
  const bytes = (carrier as Record<symbol, unknown>)[key];
  if (!Buffer.isBuffer(bytes)) throw new Error("the connection does not keep raw frames");
  return bytes;
}
