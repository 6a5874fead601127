/** A header as Kafka's record format has it: https://kafka.apache.org/documentation/#recordheader */
export interface WireHeader {
  readonly name: Buffer;
  readonly value: Buffer | null;
}

/** Where one header stands. A null value begins at -1. */
type Visit = (start: number, nameFrom: number, nameTo: number, valueFrom: number, end: number) => void;

/**
 * Visits the headers of a record, in their order, without copying them: a count, then name and value, each with its zigzag length. Throws where the bytes
 * end too early.
 */
export function walkWireHeaders(bytes: Uint8Array, visit: Visit): void {
  let offset = 0;
  const length = () => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[offset++];
      if (byte === undefined) throw new RangeError("The headers end in the middle of a length.");
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    throw new RangeError("The headers hold a length that is too large.");
  };
  const skip = (size: number) => {
    if (size < 0 || offset + size > bytes.length) throw new RangeError("The headers end in the middle of a value.");
    offset += size;
  };
  const count = length();
  if (count < 0 || count > bytes.length) throw new RangeError("The headers hold a count that is too large.");
  for (let nth = 0; nth < count; nth++) {
    const start = offset;
    const nameSize = length();
    skip(nameSize);
    const nameTo = offset;
    const size = length();
    const valueFrom = size === -1 ? -1 : offset;
    if (size !== -1) skip(size);
    visit(start, nameTo - nameSize, nameTo, valueFrom, offset);
  }
}

export function readWireHeaders(bytes: Uint8Array): readonly WireHeader[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headers: WireHeader[] = [];
  walkWireHeaders(buffer, (_, nameFrom, nameTo, valueFrom, end) => {
    headers.push({ name: buffer.subarray(nameFrom, nameTo), value: valueFrom === -1 ? null : buffer.subarray(valueFrom, end) });
  });
  return headers;
}

export function writeWireHeaders(headers: readonly WireHeader[]): Buffer {
  return Buffer.concat([varint(headers.length), ...headers.flatMap(wireParts)]);
}

/** Takes every header of these names out and puts others at the end; what stays is the same bytes. */
export function changeWireHeaders(bytes: Buffer, gone: ReadonlySet<string>, added: readonly WireHeader[]): readonly Buffer[] {
  const kept: Buffer[] = [];
  walkWireHeaders(bytes, (start, nameFrom, nameTo, _, end) => {
    if (!gone.has(bytes.toString("utf8", nameFrom, nameTo))) kept.push(bytes.subarray(start, end));
  });
  return [varint(kept.length + added.length), ...kept, ...added.flatMap(wireParts)];
}

function wireParts({ name, value }: WireHeader): readonly Buffer[] {
  const named = [varint(name.length), name];
  return value === null ? [...named, varint(-1)] : [...named, varint(value.length), value];
}

const short = Array.from({ length: 128 }, (_, at) => Buffer.of(at));

/** Bytes that a length takes. */
export function varintSize(value: number): number {
  return varint(value).length;
}

/** Zigzag, then seven bits a byte, lowest first. */
function varint(value: number): Buffer {
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  const one = short[rest];
  if (one) return one;
  const bytes: number[] = [];
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
