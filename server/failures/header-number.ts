import type { HeaderValue } from "../sources/port.ts";

const [minus, zero, nine] = [0x2d, 0x30, 0x39];

/**
 * A number as Java's Kafka frameworks write it into a header's bytes: int32, int64 or BigInteger, big-endian; or as decimal digits, as people
 * who copy their names do (an int32 of four digits' bytes would be far beyond any partition or count). null: none, or not exact in a double.
 */
export function headerNumber(value: HeaderValue | null | undefined): number | null {
  const bytes = bytesOf(value);
  if (bytes === null || bytes.length === 0 || bytes.length > 20) return null;
  const [first = 0] = bytes;
  const text = first === minus || (first >= zero && first <= nine) ? bytes.toString("latin1") : "";
  const number = /^-?\d+$/.test(text) ? Number(text) : bytes.length <= 8 ? integerOf(bytes) : null;
  return number !== null && Number.isSafeInteger(number) ? number : null;
}

function integerOf(bytes: Buffer): number {
  if (bytes.length <= 6) return bytes.readIntBE(0, bytes.length);
  return Number(BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString("hex")}`)));
}

function bytesOf(value: HeaderValue | null | undefined): Buffer | null {
  if (!value || value.text === null) return null;
  if (value.type === "bytes") return Buffer.from(value.text, "base64");
  return value.type === "string" ? Buffer.from(value.text, "utf8") : null;
}
