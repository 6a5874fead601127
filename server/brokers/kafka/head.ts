import { isUtf8 } from "node:buffer";
import { BrokerError, type Head, type HeadCodec, type Header } from "../broker.ts";
import { readWireHeaders, type WireHeader, writeWireHeaders } from "./wire-headers.ts";

/** First byte of a head; another number would be another framing. */
const version = 1;
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
  const name = Buffer.from(topic, "utf8");
  const head = Buffer.alloc(fixed);
  head.writeUInt8(version, 0);
  head.writeUInt8(appendTime ? 1 : 0, 1);
  head.writeBigInt64BE(timestamp, 2);
  head.writeInt32BE(partition, 10);
  head.writeBigInt64BE(offset, 14);
  head.writeUInt16BE(name.length, 22);
  const keySize = Buffer.alloc(4);
  keySize.writeInt32BE(key === null ? -1 : key.length);
  return Buffer.concat([head, name, keySize, key ?? Buffer.alloc(0), rawHeaders]);
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
  exactIdentity: true,
  decode,
  edit: (head, { headers }) => packHead({ ...demand(head), rawHeaders: writeWireHeaders(headers.map(encodeHeader)) }),
  change: (head, { strip, add }) => {
    if (strip.length === 0 && add.length === 0) return head;
    const gone = new Set([...strip, ...add.map(({ name }) => name)]);
    const raw = demand(head);
    const kept = readWireHeaders(raw.rawHeaders).filter(({ name }) => !gone.has(name.toString("utf8")));
    const added = add.map(({ name, text }) => ({ name: Buffer.from(name, "utf8"), value: Buffer.from(text, "utf8") }));
    return packHead({ ...raw, rawHeaders: writeWireHeaders([...kept, ...added]) });
  },
  adopt: (head, original, keep) => {
    const [own, from] = [demand(head), demand(original)];
    const names = new Set(keep);
    const kept = readWireHeaders(own.rawHeaders).filter(({ name }) => names.has(name.toString("utf8")));
    return packHead({ ...own, key: from.key, rawHeaders: writeWireHeaders([...readWireHeaders(from.rawHeaders), ...kept]) });
  },
  // Nothing in a record is the broker's own: what belongs to a failure is the framework's, and its convention says so.
  strips: () => [],
};

function decode(head: Uint8Array): Head {
  const raw = unpackHead(head);
  if (raw === null) return { key: null, address: {}, headers: [], properties: [], problem: "These bytes are no Kafka head." };
  const address = {
    ...(raw.key === null ? {} : { key: exactText(raw.key) ?? `base64 ${raw.key.toString("base64")}` }),
    topic: raw.topic,
    partition: String(raw.partition),
    offset: String(raw.offset),
    timestamp: timeText(raw.timestamp),
    timestampType: raw.appendTime ? "LogAppendTime" : "CreateTime",
  };
  try {
    return { key: raw.key, address, headers: readWireHeaders(raw.rawHeaders).map(decodeHeader), properties: [], problem: null };
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

function demand(head: Uint8Array): RawHead {
  const raw = unpackHead(head);
  if (raw === null) throw new BrokerError("invalid", "These bytes are no Kafka head.");
  return raw;
}

/** Kafka takes any 64 bits as a time. */
function timeText(timestamp: bigint): string {
  const date = new Date(Number(timestamp));
  return timestamp < 0n || Number.isNaN(date.getTime()) ? String(timestamp) : date.toISOString();
}

function decodeHeader({ name, value }: WireHeader): Header {
  const text = exactText(name);
  return {
    name: text ?? name.toString("utf8"),
    ...(text === null ? { nameBytes: name.toString("base64") } : {}),
    value: decodeValue(value),
  };
}

/** Control characters but tab and line ends. */
const unprintable = /[^\P{Cc}\t\r\n]/u;

/** A value is bytes and nothing says of what: text where it reads as such. */
function decodeValue(value: Buffer | null): Header["value"] {
  if (value === null) return { type: "void", wire: "null", text: null };
  const text = exactText(value);
  const printable = text !== null && !unprintable.test(text);
  return printable ? { type: "string", wire: "bytes", text } : { type: "bytes", wire: "bytes", text: value.toString("base64") };
}

/** The text whose UTF-8 these bytes are exactly. */
function exactText(bytes: Buffer): string | null {
  return isUtf8(bytes) ? bytes.toString("utf8") : null;
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
