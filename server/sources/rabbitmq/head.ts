import { BrokerError, type Head, type HeadChange, type HeadCodec, type Header, type Outgoing, type Problem } from "../port.ts";
import { decodeEntry } from "./field-decode.ts";
import { encodeHeader, invalid } from "./field-encode.ts";
import { type Entry, scanTable } from "./field-scan.ts";
import { decodeProperty, encodeProperty, joinProperties, type Properties, scanProperties } from "./properties.ts";
import { stripsOf } from "./strips.ts";

/** First byte of a head; another number would be another framing. */
const version = 1;

/** The raw parts of a head: where the message was published when it arrived, and its properties payload as it lay on the wire. */
export interface RawHead {
  readonly exchange: Buffer;
  readonly routingKey: Buffer;
  readonly properties: Buffer;
}

/** Head bytes: version, exchange and routing key as shortstr, then the properties payload to the end. */
export function packHead({ exchange, routingKey, properties }: RawHead): Buffer {
  return Buffer.concat([Buffer.of(version, exchange.length), exchange, Buffer.of(routingKey.length), routingKey, properties]);
}

/** The parts of a head; null when it is none. */
export function unpackHead(head: Uint8Array): RawHead | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes[0] !== version) return null;
  const exchangeEnd = 2 + (bytes[1] ?? Number.POSITIVE_INFINITY);
  const keyEnd = exchangeEnd + 1 + (bytes[exchangeEnd] ?? Number.POSITIVE_INFINITY);
  if (!(keyEnd <= bytes.length)) return null;
  return {
    exchange: bytes.subarray(2, exchangeEnd),
    routingKey: bytes.subarray(exchangeEnd + 1, keyEnd),
    properties: bytes.subarray(keyEnd),
  };
}

/** Sending asks three things of each head in turn: it is cut once. */
let lastCut: { readonly head: Uint8Array; readonly raw: RawHead; readonly from: Properties } | null = null;

function cutHead(head: Uint8Array): { readonly raw: RawHead; readonly from: Properties } | null {
  if (lastCut?.head === head) return lastCut;
  const raw = unpackHead(head);
  if (raw === null) return null;
  lastCut = { head, raw, from: scanProperties(raw.properties) };
  return lastCut;
}

/** A quorum queue writes them at each delivery. */
const rewritten = new Set(["x-delivery-count", "x-acquired-count"]);

export const rabbitmqCodec: HeadCodec = {
  log: null,
  exchanges: true,
  carriesHeaders: true,
  marksFit: true,
  exactIdentity: false,
  decode,
  edit,
  change,
  problemOf,
  // A frame holds the properties, the headers among them, and cannot be split; the body can.
  sizesOf: ({ head, body }) => {
    const bytes = unpackHead(head)?.properties.length ?? 0;
    return { head: bytes, all: bytes + (body?.length ?? 0) };
  },
  expiresMs: (head) => {
    const text = cutHead(head)?.from.fields.get("expiration")?.toString("latin1") ?? "";
    return /^\d{1,15}$/.test(text) ? Number(text) : null;
  },
  isRewritten: ({ of, name }) => of === "header" && rewritten.has(name),
  strips: (head) => strips(head, false),
};

/** For consumers that count deaths themselves: `x-death` and its kin are sent again, if they are what a broker writes. */
export const deathKeepingCodec: HeadCodec = { ...rabbitmqCodec, strips: (head) => strips(head, true) };

function problemOf({ head, body }: Outgoing): Problem | null {
  const cut = cutHead(head);
  const problem = cut === null ? "its head is not one of RabbitMQ" : cut.from.problem;
  if (problem !== null) return { kind: "head", text: `The headers cannot be read whole (${problem}).` };
  return body === null ? { kind: "body", text: "RabbitMQ has no message without a body; an empty body is allowed." } : null;
}

function decode(head: Uint8Array): Head {
  const cut = cutHead(head);
  if (cut === null) return { key: null, address: {}, headers: [], properties: [], problem: "These bytes are no RabbitMQ head." };
  const { raw, from } = cut;
  const { fields, headers, problem } = from;
  return {
    key: null,
    address: { exchange: raw.exchange.toString("utf8"), routingKey: raw.routingKey.toString("utf8") },
    headers: (headers ?? []).map(decodeEntry),
    properties: [...fields].map(([name, bytes]) => decodeProperty(name, bytes)),
    problem,
  };
}

function edit(head: Uint8Array, to: { headers: readonly Header[]; properties: readonly Header[] }): Uint8Array {
  const cut = cutHead(head);
  if (cut === null || cut.from.problem !== null)
    throw new BrokerError("invalid", "The headers of this message cannot be read whole, so only its body can be edited.");
  const { raw, from } = cut;
  const untouched = new Map<string, Entry[]>();
  for (const entry of from.headers ?? []) {
    const view = JSON.stringify(decodeEntry(entry));
    untouched.set(view, [...(untouched.get(view) ?? []), entry]);
  }
  const entries = to.headers.map((header) => untouched.get(JSON.stringify(header))?.shift() ?? newEntry(header));
  const fields = new Map<string, Buffer>();
  for (const property of to.properties) {
    if (fields.has(property.name)) throw invalid(property.name, "is given twice; a property has one value");
    fields.set(property.name, encodeProperty(property));
  }
  const headers = from.headers === null && entries.length === 0 ? null : entries;
  return packHead({ ...raw, properties: joinProperties({ fields, headers }) });
}

/** A head with a problem stays as it is; `publish` refuses it. */
function change(head: Uint8Array, { strip, add }: HeadChange): Uint8Array {
  const cut = cutHead(head);
  if (cut === null || (strip.length === 0 && add.length === 0)) return head;
  const { raw, from } = cut;
  if (from.problem !== null) return head;
  const fields = new Map([...from.fields].filter(([name]) => !strip.some((field) => field.of === "property" && field.name === name)));
  const gone = new Set([...strip.filter(({ of }) => of === "header"), ...add].map(({ name }) => name));
  const kept = from.headers?.filter((entry) => !gone.has(entry.name.toString("utf8"))) ?? null;
  const added = add.map(({ name, text }) => ({ raw: encodeHeader({ name, value: { type: "string", wire: "longstr", text } }) }));
  const headers = kept === null && added.length === 0 ? null : [...(kept ?? []), ...added];
  return packHead({ ...raw, properties: joinProperties({ fields, headers }) });
}

function strips(head: Uint8Array, keepDeaths: boolean): ReturnType<HeadCodec["strips"]> {
  const cut = cutHead(head);
  if (cut === null) return [];
  const { fields, headers } = cut.from;
  return stripsOf(
    [...fields.keys()],
    [...new Set((headers ?? []).map((entry) => entry.name.toString("utf8")))],
    keepDeaths && hasOwnDeaths(headers ?? []),
  );
}

/** One list of tables. Any other crashes the queue that the message dies in next, and a client made it. */
function hasOwnDeaths(entries: readonly Entry[]): boolean {
  const [deaths, ...others] = entries.filter(({ name }) => name.toString("latin1") === "x-death");
  if (!deaths || others.length > 0) return false;
  const { type, items = [] } = decodeEntry(deaths).value;
  return type === "array" && items.every((item) => item.type === "table");
}

function newEntry(header: Header): Entry {
  const [entry] = scanTable(encodeHeader(header)).entries;
  if (entry === undefined) throw invalid(header.name, "cannot be encoded");
  return entry;
}
