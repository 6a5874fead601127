import { hash } from "node:crypto";
import type { Head } from "../brokers/broker.ts";

/** Headers that a broker writes anew at each delivery of the same message. */
const volatile = new Set(["x-delivery-count", "x-acquired-count"]);

/**
 * 52 bits that are equal when the same message is handed out again: queue, address, properties, headers and body, without what
 * counts deliveries. Identical messages that are not the same have equal fingerprints too, so it only ever raises a suspicion.
 */
export function messageFingerprint(queueId: number, head: Head, body: Uint8Array | null): number {
  const parts = [String(queueId)];
  for (const name in head.address) parts.push(name, head.address[name] ?? "");
  if (head.key) parts.push(Buffer.from(head.key).toString("latin1"));
  for (const list of [head.properties, head.headers]) {
    parts.push("");
    for (const { name, value } of list) {
      if (!volatile.has(name)) parts.push(name, value.type, value.text ?? JSON.stringify(value.fields ?? value.items ?? null));
    }
  }
  parts.push(body === null ? "null" : "body");
  const said = Buffer.from(parts.join("\u0000"));
  return Number.parseInt(hash("sha256", body === null ? said : Buffer.concat([said, body])).slice(0, 13), 16);
}
