import { newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { isObject, jsonObject, textAt } from "../read-json.ts";

/** NestJS's RabbitMQ transport carries no failure at all; its body `{ pattern, data }` names the handler. */
export function readNestJs(message: FailedMessage): Evidence | null {
  const body = jsonObject(message.body);
  if (!body || !("pattern" in body) || !("data" in body)) return null;
  const pattern = isObject(body["pattern"]) ? JSON.stringify(body["pattern"]) : textAt(body, "pattern");
  return pattern
    ? newEvidence("NestJS", { origin: { queue: null, exchange: null, routingKey: null, handler: pattern.slice(0, 200) } })
    : null;
}
