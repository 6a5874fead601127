import type { Header, HeaderValue } from "../port.ts";
import { decodeText, decodeTimestamp } from "./field-decode.ts";
import { encodeText, encodeTimestamp, invalid } from "./field-encode.ts";
import { type Entry, scanTable } from "./field-scan.ts";

type Kind = "shortstr" | "octet" | "timestamp" | "table";

/** The fixed properties of AMQP in their order on the wire, the first at the highest bit of the flags. */
const layout: readonly (readonly [name: string, kind: Kind])[] = [
  ["content-type", "shortstr"],
  ["content-encoding", "shortstr"],
  ["headers", "table"],
  ["delivery-mode", "octet"],
  ["priority", "octet"],
  ["correlation-id", "shortstr"],
  ["reply-to", "shortstr"],
  ["expiration", "shortstr"],
  ["message-id", "shortstr"],
  ["timestamp", "timestamp"],
  ["type", "shortstr"],
  ["user-id", "shortstr"],
  ["app-id", "shortstr"],
  ["cluster-id", "shortstr"],
];

export const propertyNames: readonly string[] = layout.map(([name]) => name).filter((name) => name !== "headers");

/** The properties payload of a header frame, cut into its parts; every part is the exact bytes. */
export interface Properties {
  /** Value bytes by property name; a shortstr without its length. The header table is not among them. */
  readonly fields: ReadonlyMap<string, Buffer>;
  /** null: there is no header table, which is not the same as an empty one. */
  readonly headers: readonly Entry[] | null;
  /** Not null: some bytes are in no part, so the parts must not be joined again. */
  readonly problem: string | null;
}

/** Cuts a properties payload. Never throws: that something cannot be read is said in `problem`. */
export function scanProperties(bytes: Buffer): Properties {
  const fields = new Map<string, Buffer>();
  let headers: readonly Entry[] | null = null;
  if (bytes.length < 2) return { fields, headers, problem: "The properties are cut off." };
  const flags = bytes.readUInt16BE();
  if ((flags & 3) !== 0) return { fields, headers, problem: "The properties have flags that AMQP 0-9-1 does not define." };
  let problem: string | null = null;
  let at = 2;
  for (const [index, [name, kind]] of layout.entries()) {
    if ((flags & (0x8000 >> index)) === 0) continue;
    const part = scanPart(bytes, at, kind);
    if (part === null) return { fields, headers, problem: `The properties are cut off in ${name}.` };
    at = part.end;
    if (kind !== "table") fields.set(name, part.value);
    else {
      const { entries, rest } = scanTable(part.value);
      headers = entries;
      if (rest.length > 0) problem = `After ${entries.length} headers comes one that is cut off or of an unknown type.`;
    }
  }
  if (at < bytes.length) problem ??= `${bytes.length - at} bytes follow the last property.`;
  return { fields, headers, problem };
}

/** Puts the parts together again: what was not changed has the bytes that it had. */
export function joinProperties({
  fields,
  headers,
}: Pick<Properties, "fields"> & { headers: readonly Pick<Entry, "raw">[] | null }): Buffer {
  const parts: Buffer[] = [];
  let flags = 0;
  for (const [index, [name, kind]] of layout.entries()) {
    const value = kind === "table" ? headers && Buffer.concat(headers.map((entry) => entry.raw)) : fields.get(name);
    if (!value) continue;
    flags |= 0x8000 >> index;
    const prefix = Buffer.alloc(4);
    prefix.writeUInt32BE(value.length);
    if (kind === "table") parts.push(prefix);
    if (kind === "shortstr") parts.push(prefix.subarray(3));
    parts.push(value);
  }
  return Buffer.concat([Buffer.of(flags >> 8, flags & 0xff), ...parts]);
}

/** The printable view of one property. */
export function decodeProperty(name: string, bytes: Buffer): Header {
  return { name, value: propertyValue(kindOf(name), bytes) };
}

/** The value bytes of a property as an operator edited it. Throws `BrokerError("invalid")`. */
export function encodeProperty({ name, value }: Header): Buffer {
  const kind = kindOf(name);
  if (kind === "table" || kind === undefined) throw invalid(name, `is no AMQP property; ${propertyNames.join(", ")} are allowed`);
  if (kind === "timestamp") return encodeTimestamp(value, name);
  if (kind === "octet") {
    if (!/^\d{1,3}$/.test(value.text ?? "") || Number(value.text) > 255) throw invalid(name, "must be 0 to 255");
    return Buffer.of(Number(value.text));
  }
  const bytes = encodeText(value, name);
  if (bytes.length > 255) throw invalid(name, `has ${bytes.length} bytes; 255 are allowed`);
  return bytes;
}

function propertyValue(kind: Kind | undefined, bytes: Buffer): HeaderValue {
  if (kind === "octet") return { type: "uint8", wire: "octet", text: String(bytes[0]) };
  return kind === "timestamp" ? decodeTimestamp(bytes) : decodeText(bytes, "shortstr");
}

function kindOf(name: string): Kind | undefined {
  return layout.find(([known]) => known === name)?.[1];
}

function scanPart(bytes: Buffer, at: number, kind: Kind): { value: Buffer; end: number } | null {
  if (kind === "octet" || kind === "timestamp") {
    const end = at + (kind === "octet" ? 1 : 8);
    return end > bytes.length ? null : { value: bytes.subarray(at, end), end };
  }
  const prefix = kind === "shortstr" ? 1 : 4;
  if (at + prefix > bytes.length) return null;
  const end = at + prefix + (prefix === 1 ? bytes.readUInt8(at) : bytes.readUInt32BE(at));
  return end > bytes.length ? null : { value: bytes.subarray(at + prefix, end), end };
}
