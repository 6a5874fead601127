import { newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { at, bodyJson, scalarText } from "../read-json.ts";

/** NestJS's RabbitMQ transport carries no failure at all; its body `{ pattern, data }` names the handler. */
export function readNestJs(message: FailedMessage): Evidence | null {
  // Most bodies need not be parsed for it.
  if (!message.body || !holds(message.body, '"pattern"')) return null;
  const body = bodyJson(message);
  const pattern = at(body, "pattern");
  if (pattern === undefined || at(body, "data") === undefined) return null;
  return newEvidence("NestJS", { origin: newOrigin({ handler: scalarText(pattern) ?? JSON.stringify(pattern) }) });
}

function holds(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text);
}
