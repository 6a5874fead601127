import { lastAttempt, newError, newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { findText, presentNames } from "../read-header.ts";

const names = ["reason_poisoned", "topic_poisoned", "handler_poisoned", "subscriber_poisoned"];

/** Watermill's PoisonQueue middleware. A panic's reason is a goroutine dump, so it is read as a trace too. */
export function readWatermill(message: FailedMessage): Evidence | null {
  const reason = findText(message.head, "reason_poisoned");
  if (reason === null) return null;
  const headers = presentNames(message.head, names);
  const handler = findText(message.head, "handler_poisoned");
  const error = newError(null, reason.split("\n")[0] ?? null, reason.includes("\n") ? reason : null);
  return newEvidence("Watermill", {
    headers,
    strips: headers,
    errors: error ? [error] : [],
    attempts: error ? lastAttempt({ at: null, where: handler, error, source: "reason_poisoned" }) : [],
    origin: { queue: findText(message.head, "topic_poisoned"), exchange: null, routingKey: null, handler },
  });
}
