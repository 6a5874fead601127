import { lastAttempt, newError, newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf } from "../read-header.ts";
import { jsonObject, textAt } from "../read-json.ts";

/** EventBridge custom event buses (2026): the body is a record about failed events, not an event; the payload stays on the bus. */
export function readEventBridgeBus(message: FailedMessage): Evidence | null {
  const body = jsonObject(message.body);
  if (!body || textAt(body, "busArn") === null || !Array.isArray(body["failedMessages"])) return null;
  const error = newError(textAt(body, "errorCode"), textAt(body, "errorMessage"));
  const retries = countOf(textAt(body, "retryAttempts"));
  const total = retries === null ? null : retries + 1;
  const target = textAt(body, "targetArn");
  return newEvidence("EventBridge custom bus", {
    errors: error ? [error] : [],
    attempts: lastAttempt({ at: null, where: target, error, source: "dead-letter record" }, total),
    attemptCount: total,
    origin: { queue: null, exchange: textAt(body, "busArn"), routingKey: null, handler: target },
    reason: "the payload is not in the dead letter",
  });
}
