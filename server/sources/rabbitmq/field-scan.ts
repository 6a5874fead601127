import type { HeaderType } from "../port.ts";

/** AMQP field tags with the port's type and the name that people know them by. RabbitMQ reads `L` as a second spelling of `l`. */
export const fieldTags: ReadonlyMap<string, { readonly type: HeaderType; readonly wire: string; readonly size: number | "prefixed" }> =
  new Map([
    ["t", { type: "bool", wire: "boolean", size: 1 }],
    ["b", { type: "int8", wire: "int8", size: 1 }],
    ["B", { type: "uint8", wire: "uint8", size: 1 }],
    ["s", { type: "int16", wire: "int16", size: 2 }],
    ["u", { type: "uint16", wire: "uint16", size: 2 }],
    ["I", { type: "int32", wire: "int32", size: 4 }],
    ["i", { type: "uint32", wire: "uint32", size: 4 }],
    ["l", { type: "int64", wire: "int64", size: 8 }],
    ["L", { type: "int64", wire: "int64 (L)", size: 8 }],
    ["f", { type: "float", wire: "float", size: 4 }],
    ["d", { type: "double", wire: "double", size: 8 }],
    ["D", { type: "decimal", wire: "decimal", size: 5 }],
    ["T", { type: "timestamp", wire: "timestamp", size: 8 }],
    ["V", { type: "void", wire: "void", size: 0 }],
    ["S", { type: "string", wire: "longstr", size: "prefixed" }],
    ["x", { type: "bytes", wire: "byte array", size: "prefixed" }],
    ["F", { type: "table", wire: "table", size: "prefixed" }],
    ["A", { type: "array", wire: "array", size: "prefixed" }],
  ]);

/** One named field as it lies on the wire. */
export interface Entry {
  readonly name: Buffer;
  readonly tag: string;
  /** The value behind the tag; a prefixed one without its length. */
  readonly value: Buffer;
  /** The whole entry: name, tag and value. */
  readonly raw: Buffer;
}

export interface Scan<T> {
  readonly entries: readonly T[];
  /** What could not be read: a cut value, an unknown tag and all that follows it. Empty when everything was read. */
  readonly rest: Buffer;
}

/** Cuts the content of a field table into its entries, without decoding them. Never throws. */
export function scanTable(bytes: Buffer): Scan<Entry> {
  const entries: Entry[] = [];
  let at = 0;
  while (at < bytes.length) {
    const nameEnd = at + 1 + (bytes[at] ?? 0);
    const found = scanValue(bytes, nameEnd);
    if (found === null) break;
    entries.push({ name: bytes.subarray(at + 1, nameEnd), ...found, raw: bytes.subarray(at, found.end) });
    at = found.end;
  }
  return { entries, rest: bytes.subarray(at) };
}

/** Cuts the content of a field array into its items. Never throws. */
export function scanArray(bytes: Buffer): Scan<{ readonly tag: string; readonly value: Buffer }> {
  const entries = [];
  let at = 0;
  for (let found = scanValue(bytes, at); found !== null; found = scanValue(bytes, at)) {
    entries.push(found);
    at = found.end;
  }
  return { entries, rest: bytes.subarray(at) };
}

function scanValue(bytes: Buffer, at: number): { tag: string; value: Buffer; end: number } | null {
  if (at >= bytes.length) return null;
  const tag = String.fromCharCode(bytes[at] ?? 0);
  const size = fieldTags.get(tag)?.size;
  if (size === undefined || (size === "prefixed" && at + 5 > bytes.length)) return null;
  const start = size === "prefixed" ? at + 5 : at + 1;
  const end = start + (size === "prefixed" ? bytes.readUInt32BE(at + 1) : size);
  return end > bytes.length ? null : { tag, value: bytes.subarray(start, end), end };
}
