import { newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { at, bodyJson, rawAt, scalarText } from "../read-json.ts";

/** NestJS's RabbitMQ transport carries no failure at all; its body `{ pattern, data }` names the handler. */
export function readNestJs(message: FailedMessage): Evidence | null {
  const body = bodyJson(message);
  const pattern = at(body, "pattern");
  if (pattern === undefined || at(body, "data") === undefined) return null;
  return newEvidence("NestJS", { origin: newOrigin({ handler: scalarText(pattern) ?? rawAt(body, "pattern") }) });
}
