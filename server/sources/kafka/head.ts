import { isUtf8 } from "node:buffer";
import { BrokerError, type Head, type HeadCodec, type Header, type Outgoing, type Problem, type Sizes } from "../port.ts";
import { orderedText } from "../position.ts";
import { offsetOf } from "./position.ts";
import { changeWireHeaders, readWireHeaders, varintSize, type WireHeader, walkWireHeaders, writeWireHeaders } from "./wire-headers.ts";

/** First byte of a head; another number would be another framing. */
const version = 1;
const noHead = "These bytes are no Kafka head.";
const fixed = 1 + 1 + 8 + 4 + 8 + 2;

/** The parts of a head, as the record had them. */
export interface RawHead {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Milliseconds. */
  readonly timestamp: bigint;
  readonly appendTime: boolean;
  readonly key: Buffer | null;
  /** The count and the headers as on the wire. */
  readonly rawHeaders: Buffer;
}

/** Head bytes: version, time's type, time, partition, offset, topic and key with their lengths (-1: no key), then the headers to the end. */
export function packHead({ topic, partition, offset, timestamp, appendTime, key, rawHeaders }: RawHead): Buffer {
  const nameSize = Buffer.byteLength(topic, "utf8");
  const head = Buffer.allocUnsafe(fixed + nameSize + 4 + (key?.length ?? 0) + rawHeaders.length);
  head.writeUInt8(version, 0);
  head.writeUInt8(appendTime ? 1 : 0, 1);
  head.writeBigInt64BE(timestamp, 2);
  head.writeInt32BE(partition, 10);
  head.writeBigInt64BE(offset, 14);
  head.writeUInt16BE(nameSize, 22);
  head.write(topic, fixed, "utf8");
  head.writeInt32BE(key === null ? -1 : key.length, fixed + nameSize);
  if (key !== null) head.set(key, fixed + nameSize + 4);
  head.set(rawHeaders, head.length - rawHeaders.length);
  return head;
}

/** The parts of a head; null when it is none. */
export function unpackHead(head: Uint8Array): RawHead | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.length < fixed || bytes[0] !== version) return null;
  const topicEnd = fixed + bytes.readUInt16BE(22);
  if (topicEnd + 4 > bytes.length) return null;
  const keySize = bytes.readInt32BE(topicEnd);
  const keyEnd = topicEnd + 4 + Math.max(0, keySize);
  if (keySize < -1 || keyEnd > bytes.length) return null;
  return {
    appendTime: bytes[1] === 1,
    timestamp: bytes.readBigInt64BE(2),
    partition: bytes.readInt32BE(10),
    offset: bytes.readBigInt64BE(14),
    topic: bytes.toString("utf8", fixed, topicEnd),
    key: keySize === -1 ? null : bytes.subarray(topicEnd + 4, keyEnd),
    rawHeaders: bytes.subarray(keyEnd),
  };
}

export const kafkaCodec: HeadCodec = {
  log: {
    noun: "offset",
    text: (at) => offsetOf(at).toLocaleString("en"),
    after: (at) => orderedText(offsetOf(at) + 1n),
    distance: (from, to) => Math.max(0, Number(offsetOf(to) - offsetOf(from))),
    adopt: (head, original, keep) => {
      const [own, from] = [demand(head), demand(original)];
      const names = new Set(keep);
      const kept = readWireHeaders(own.rawHeaders).filter(({ name }) => names.has(name.toString("utf8")));
      return packHead({ ...own, key: from.key, rawHeaders: writeWireHeaders([...readWireHeaders(from.rawHeaders), ...kept]) });
    },
  },
  exchanges: false,
  carriesHeaders: true,
  marksFit: true,
  exactIdentity: true,
  decode,
  edit: (head, { headers }) => packHead({ ...demand(head), rawHeaders: writeWireHeaders(headers.map(encodeHeader)) }),
  change: (head, { strip, add }) => {
    if (strip.length === 0 && add.length === 0) return head;
    const gone = new Set([...strip, ...add].map(({ name }) => name));
    const { rawHeaders } = demand(head);
    const added = add.map(({ name, text }) => ({ name: Buffer.from(name, "utf8"), value: Buffer.from(text, "utf8") }));
    return Buffer.concat([head.subarray(0, head.length - rawHeaders.length), ...changeWireHeaders(rawHeaders, gone, added)]);
  },
  problemOf,
  sizesOf,
  expiresMs: () => null,
  isRewritten: () => false,
  // Nothing in a record is the broker's own: what belongs to a failure is the framework's, and its convention says so.
  strips: () => [],
};

function decode(head: Uint8Array): Head {
  const raw = unpackHead(head);
  if (raw === null) return { key: null, address: {}, headers: [], properties: [], problem: noHead };
  const address = {
    ...(raw.key === null ? {} : { key: exactText(raw.key, 0, raw.key.length) ?? `base64 ${raw.key.toString("base64")}` }),
    topic: raw.topic,
    partition: String(raw.partition),
    offset: String(raw.offset),
    timestamp: timeText(raw.timestamp),
    timestampType: raw.appendTime ? "LogAppendTime" : "CreateTime",
  };
  try {
    return { key: raw.key, address, headers: decodeHeaders(raw.rawHeaders), properties: [], problem: null };
  } catch (error) {
    return {
      key: raw.key,
      address,
      headers: [],
      properties: [],
      problem: error instanceof Error ? error.message : "The headers cannot be read.",
    };
  }
}

function problemOf({ head }: Pick<Outgoing, "head">): Problem | null {
  const raw = unpackHead(head);
  if (raw === null) return { kind: "head", text: noHead };
  try {
    walkWireHeaders(raw.rawHeaders, () => {});
    return null;
  } catch (error) {
    return { kind: "head", text: error instanceof Error ? error.message : "The headers cannot be read." };
  }
}

/** Before the records of a batch stand 61 bytes: https://kafka.apache.org/documentation/#recordbatch */
const batchHead = 61;

/** As large as a batch of this record alone, which `max.message.bytes` bounds: https://kafka.apache.org/documentation/#record */
function sizesOf({ head, body }: Outgoing): Sizes {
  const raw = unpackHead(head);
  if (raw === null) return { head: head.length, all: head.length + (body?.length ?? 0) };
  const field = (bytes: Uint8Array | null) => (bytes === null ? varintSize(-1) : varintSize(bytes.length) + bytes.length);
  const record = 1 + varintSize(0) + varintSize(0) + field(raw.key) + field(body) + raw.rawHeaders.length;
  return { head: raw.rawHeaders.length, all: batchHead + varintSize(record) + record };
}

function demand(head: Uint8Array): RawHead {
  const raw = unpackHead(head);
  if (raw === null) throw new BrokerError("invalid", noHead);
  return raw;
}

/** Kafka takes any 64 bits as a time. */
function timeText(timestamp: bigint): string {
  const date = new Date(Number(timestamp));
  return timestamp < 0n || Number.isNaN(date.getTime()) ? String(timestamp) : date.toISOString();
}

function decodeHeaders(bytes: Buffer): readonly Header[] {
  const headers: Header[] = [];
  walkWireHeaders(bytes, (_, nameFrom, nameTo, valueFrom, end) => {
    const name = exactText(bytes, nameFrom, nameTo);
    const value = decodeValue(bytes, valueFrom, end);
    if (name !== null) headers.push({ name, value });
    else headers.push({ name: bytes.toString("utf8", nameFrom, nameTo), nameBytes: bytes.toString("base64", nameFrom, nameTo), value });
  });
  return headers;
}

/** Control characters but tab and line ends. */
const unprintable = /[^\P{Cc}\t\r\n]/u;

/** A value is bytes and nothing says of what: text where it reads as such. */
function decodeValue(bytes: Buffer, from: number, to: number): Header["value"] {
  if (from === -1) return { type: "void", wire: "null", text: null };
  const text = exactText(bytes, from, to);
  const printable = text !== null && !unprintable.test(text);
  return printable ? { type: "string", wire: "bytes", text } : { type: "bytes", wire: "bytes", text: bytes.toString("base64", from, to) };
}

/** The text whose UTF-8 these bytes are exactly. Only what is none, or holds that very character, becomes a U+FFFD. */
function exactText(bytes: Buffer, from: number, to: number): string | null {
  const text = bytes.toString("utf8", from, to);
  return !text.includes("\ufffd") || isUtf8(bytes.subarray(from, to)) ? text : null;
}

function encodeHeader({ name, nameBytes, value }: Header): WireHeader {
  return { name: nameBytes === undefined ? Buffer.from(name, "utf8") : Buffer.from(nameBytes, "base64"), value: encodeValue(name, value) };
}

function encodeValue(name: string, { type, text }: Header["value"]): Buffer | null {
  if (type === "void") return null;
  if (text !== null && type === "string") return Buffer.from(text, "utf8");
  if (text !== null && type === "bytes") return Buffer.from(text, "base64");
  throw new BrokerError("invalid", `Header "${name}" is of type ${type}; a Kafka header is a string, bytes or void.`);
}
