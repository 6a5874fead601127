/** A header as Kafka's record format has it: https://kafka.apache.org/documentation/#recordheader */
export interface WireHeader {
  readonly name: Buffer;
  readonly value: Buffer | null;
}

/** The headers of a record: a count, then name and value, each with its zigzag length. Throws where the bytes end too early. */
export function readWireHeaders(bytes: Uint8Array): readonly WireHeader[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  const length = () => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = buffer[offset++];
      if (byte === undefined) throw new RangeError("The headers end in the middle of a length.");
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    throw new RangeError("The headers hold a length that is too large.");
  };
  const take = (size: number) => {
    if (size < 0 || offset + size > buffer.length) throw new RangeError("The headers end in the middle of a value.");
    offset += size;
    return buffer.subarray(offset - size, offset);
  };
  const count = length();
  if (count < 0 || count > buffer.length) throw new RangeError("The headers hold a count that is too large.");
  return Array.from({ length: count }, () => {
    const name = take(length());
    const size = length();
    return { name, value: size === -1 ? null : take(size) };
  });
}

export function writeWireHeaders(headers: readonly WireHeader[]): Buffer {
  const parts = [varint(headers.length)];
  for (const { name, value } of headers) {
    parts.push(varint(name.length), name);
    if (value === null) parts.push(varint(-1));
    else parts.push(varint(value.length), value);
  }
  return Buffer.concat(parts);
}

/** Zigzag, then seven bits a byte, lowest first. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
