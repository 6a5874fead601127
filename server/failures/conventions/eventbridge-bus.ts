import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf } from "../read-header.ts";
import { at, bodyJson, textAt } from "../read-json.ts";
import { retriedTries } from "../tries.ts";

/** EventBridge custom event buses (2026): the body is a record about one or more failed events; their payload stays on the bus. */
export function readEventBridgeBus(message: FailedMessage): Evidence | null {
  const body = bodyJson(message);
  const bus = textAt(body, "busArn");
  if (!bus?.startsWith("arn:") || !Array.isArray(at(body, "failedMessages")) || textAt(body, "errorCode") === null) return null;
  const errors = newErrors(textAt(body, "errorCode"), textAt(body, "errorMessage"));
  const handler = textAt(body, "targetArn") ?? textAt(body, "subscriberArn");
  return newEvidence("EventBridge custom bus", {
    errors,
    attempts: lastTry({ where: handler, error: errors[0], source: "dead-letter record" }),
    tries: retriedTries(countOf(textAt(body, "retryAttempts")), "retryAttempts"),
    origin: newOrigin({ handler }),
    reason: "payload not in the dead-letter queue",
    incomplete: "This is a record about the event: the event itself is still on the bus, and is replayed from there.",
  });
}
