import type { Header, HeaderValue } from "../port.ts";
import { type Entry, fieldTags, scanArray, scanTable } from "./field-scan.ts";

/** Nesting beyond this is shown as bytes: a hostile frame could hold tens of thousands of levels. */
const deepest = 64;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The printable view of a table entry. */
export function decodeEntry(entry: Entry): Header {
  return named(entry.name, decodeValue(entry.tag, entry.value, 0));
}

/** A string where the bytes are UTF-8, bytes where not; `wire` says what both were. */
export function decodeText(bytes: Buffer, wire: string): HeaderValue {
  const text = asUtf8(bytes);
  return text === null ? { type: "bytes", wire, text: bytes.toString("base64") } : { type: "string", wire, text };
}

/** Seconds since 1970 as ISO time; beyond the years that a date can have: the digits. */
export function decodeTimestamp(bytes: Buffer): HeaderValue {
  const seconds = bytes.readBigUInt64BE();
  const text = seconds <= 8_640_000_000_000n ? new Date(Number(seconds) * 1000).toISOString() : String(seconds);
  return { type: "timestamp", wire: "timestamp", text };
}

function decodeValue(tag: string, bytes: Buffer, depth: number): HeaderValue {
  const known = fieldTags.get(tag);
  if (known === undefined) return { type: "bytes", wire: tag, text: bytes.toString("base64") };
  const { type, wire } = known;
  switch (type) {
    case "string":
      return decodeText(bytes, wire);
    case "timestamp":
      return decodeTimestamp(bytes);
    case "table": {
      const { entries, rest } = scanTable(bytes);
      if (depth >= deepest || rest.length > 0) break;
      return { type, wire, text: null, fields: entries.map((entry) => named(entry.name, decodeValue(entry.tag, entry.value, depth + 1))) };
    }
    case "array": {
      const { entries, rest } = scanArray(bytes);
      if (depth >= deepest || rest.length > 0) break;
      return { type, wire, text: null, items: entries.map((item) => decodeValue(item.tag, item.value, depth + 1)) };
    }
    case "bytes":
      break;
    default:
      return { type, wire, text: decodeScalar(tag, bytes) };
  }
  return { type: "bytes", wire, text: bytes.toString("base64") };
}

function decodeScalar(tag: string, bytes: Buffer): string | null {
  switch (tag) {
    case "t":
      return String(bytes[0] !== 0);
    case "b":
      return String(bytes.readInt8());
    case "B":
      return String(bytes.readUInt8());
    case "s":
      return String(bytes.readInt16BE());
    case "u":
      return String(bytes.readUInt16BE());
    case "I":
      return String(bytes.readInt32BE());
    case "i":
      return String(bytes.readUInt32BE());
    case "l":
    case "L":
      return String(bytes.readBigInt64BE());
    case "f":
      return shortestFloat(bytes.readFloatBE());
    case "d":
      return number(bytes.readDoubleBE());
    case "D":
      return decimal(bytes.readUInt8(), String(bytes.readUInt32BE(1)));
    default:
      return null;
  }
}

function named(name: Buffer, value: HeaderValue): Header {
  const text = asUtf8(name);
  return text === null ? { name: name.toString("utf8"), nameBytes: name.toString("base64"), value } : { name: text, value };
}

function asUtf8(bytes: Buffer): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

function number(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function shortestFloat(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return number(shorter);
  }
  return number(value);
}

function decimal(scale: number, digits: string): string {
  if (scale === 0) return digits;
  const padded = digits.padStart(scale + 1, "0");
  return `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}
