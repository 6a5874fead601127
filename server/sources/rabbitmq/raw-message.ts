import type { ConsumeMessage } from "amqplib";
import type { HeaderValue, RawMessage } from "../port.ts";
import { decodeEntry } from "./field-decode.ts";
import { packHead } from "./head.ts";
import { scanProperties } from "./properties.ts";
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
    diedAt: deathTime(properties),
  };
}

/**
 * When the message died: the time of the newest x-death entry. The broker keeps the time of the first death there, so it is exact only
 * while that entry counts one.
 */
function deathTime(properties: Buffer): Date | null {
  const death = scanProperties(properties).headers?.find((entry) => entry.tag === "A" && entry.name.equals(deathHeader));
  if (death === undefined) return null;
  const newest = decodeEntry(death).value.items?.[0];
  const text = (name: string): HeaderValue["text"] => newest?.fields?.find((field) => field.name === name)?.value.text ?? null;
  const at = text("count") === "1" ? Date.parse(text("time") ?? "") : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at);
}

const deathHeader = Buffer.from("x-death");

function raw(carrier: object, key: symbol): Buffer {
  const bytes = (carrier as Record<symbol, unknown>)[key];
  if (!Buffer.isBuffer(bytes)) throw new Error("the connection does not keep raw frames");
  return bytes;
}
