import type { HeaderValue } from "../brokers/broker.ts";

/**
 * A number as Java's Kafka frameworks write it into a header's bytes: int32, int64 or BigInteger, big-endian; or as decimal digits, as people
 * who copy their names do (an int32 of four digits' bytes would be far beyond any partition or count). null: none, or not exact in a double.
 */
export function headerNumber(value: HeaderValue | null | undefined): number | null {
  const bytes = bytesOf(value);
  if (bytes === null || bytes.length === 0 || bytes.length > 20) return null;
  const text = bytes.toString("latin1");
  const number = /^-?\d+$/.test(text)
    ? Number(text)
    : bytes.length <= 8
      ? Number(BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString("hex")}`)))
      : null;
  return number !== null && Number.isSafeInteger(number) ? number : null;
}

function bytesOf(value: HeaderValue | null | undefined): Buffer | null {
  if (!value || value.text === null) return null;
  if (value.type === "bytes") return Buffer.from(value.text, "base64");
  return value.type === "string" ? Buffer.from(value.text, "utf8") : null;
}
