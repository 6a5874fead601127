import { createHash } from "node:crypto";
import { byName } from "../messages/derive/fingerprint.ts";
import type { Head, HeadCodec, Header } from "../sources/port.ts";

/**
 * Hex, equal where all is that a release keeps: body, key, properties and headers, but for what the broker writes anew. The address is left out, since a
 * release may reach the queue by another exchange; so is the order of the headers and of the fields of tables, which a quorum queue may change.
 */
export function releaseDigest({ isRewritten }: Pick<HeadCodec, "isRewritten">, head: Head, body: Uint8Array | null): string {
  const key = head.key === null ? null : Buffer.from(head.key).toString("base64");
  const properties = head.properties.filter(({ name }) => !isRewritten({ of: "property", name }));
  const headers = byName(head.headers.filter(({ name }) => !isRewritten({ of: "header", name })));
  const own = Buffer.from(JSON.stringify({ key, properties, headers, body: body !== null }, sortTables));
  return createHash("sha256")
    .update(`${own.length} `)
    .update(own)
    .update(body ?? new Uint8Array())
    .digest("hex");
}

function sortTables(name: string, value: unknown): unknown {
  return name === "fields" && Array.isArray(value) ? byName(value as readonly Header[]) : value;
}
