import type { Head, Header, HeaderValue } from "../sources/port.ts";
import { kafkaCodec, packHead } from "../sources/kafka/head.ts";
import { writeWireHeaders } from "../sources/kafka/wire-headers.ts";
import type { FailedMessage, FailureRules } from "../failures/failure.ts";

export const noRules: FailureRules = { envelope: {}, headers: {}, categories: [], ownCode: [], downstreams: [], needs: [] };

/** A typed header value from a plain one: text, whole number, time, list or table, as AMQP carries them. */
export type Plain = string | number | Date | null | readonly Plain[] | { readonly [name: string]: Plain };

function headerValue(value: Plain): HeaderValue {
  if (typeof value === "string") return { type: "string", wire: "longstr", text: value };
  if (typeof value === "number") return { type: "int64", wire: "long", text: String(value) };
  if (value instanceof Date) return { type: "timestamp", wire: "timestamp", text: value.toISOString() };
  if (value === null) return { type: "void", wire: "void", text: null };
  if (Array.isArray(value)) return { type: "array", wire: "array", text: null, items: value.map(headerValue) };
  return { type: "table", wire: "table", text: null, fields: headersOf(value as { readonly [name: string]: Plain }) };
}

export function headersOf(headers: { readonly [name: string]: Plain }): readonly Header[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value: headerValue(value) }));
}

/** A head with these headers and, of the broker's own fields, these properties. */
function headWith(headers: { readonly [name: string]: Plain }, properties: { readonly [name: string]: Plain } = {}): Head {
  return { key: null, address: {}, headers: headersOf(headers), properties: headersOf(properties), problem: null };
}

/** A dead letter in `orders.dlq` of source `shop`. A body that is no text is written as JSON. */
export function deadLetter(
  headers: { readonly [name: string]: Plain },
  {
    body,
    properties,
    ...rest
  }: { body?: unknown; properties?: { readonly [name: string]: Plain } } & Partial<Omit<FailedMessage, "body">> = {},
): FailedMessage {
  return {
    log: false,
    source: "shop",
    queue: "orders.dlq",
    head: headWith(headers, properties),
    body:
      body === undefined ? null : body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
    receivedAt: new Date("2026-11-23T03:15:00Z"),
    ...rest,
  };
}

/** A record in `queue` with these headers, in this order; null is a header without a value. */
export function deadRecord(
  headers: readonly (readonly [string, string | Buffer | null])[],
  { queue = "orders-dlt", ...rest }: Partial<Omit<FailedMessage, "head">> & { readonly key?: string } = {},
): FailedMessage {
  const rawHeaders = writeWireHeaders(
    headers.map(([name, value]) => ({ name: Buffer.from(name), value: value === null ? null : Buffer.from(value) })),
  );
  const key = "key" in rest && rest.key !== undefined ? Buffer.from(rest.key) : null;
  const timestamp = BigInt(Date.UTC(2026, 10, 23, 2, 49, 47));
  const head = packHead({ topic: queue, partition: 0, offset: 1n, timestamp, appendTime: false, key, rawHeaders });
  return { ...deadLetter({}, { log: true, queue, head: kafkaCodec.decode(head) }), ...rest };
}

/** One entry of x-death, rejected once in `orders` unless said otherwise. */
export function death(entry: { readonly [field: string]: Plain } = {}): { readonly [field: string]: Plain } {
  return {
    count: 1,
    reason: "rejected",
    queue: "orders",
    time: new Date("2026-11-23T02:49:47Z"),
    exchange: "shop",
    "routing-keys": ["order.placed"],
    ...entry,
  };
}
