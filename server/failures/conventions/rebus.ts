import { lastAttempt, newError, newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { findText, presentNames } from "../read-header.ts";

/** Rebus: queue `error`, one header with "Message: Details" that may be cut. */
export function readRebus(message: FailedMessage): Evidence | null {
  const details = findText(message.head, "rbs2-error-details");
  const queue = findText(message.head, "rbs2-source-queue");
  if (details === null && queue === null) return null;
  const headers = presentNames(message.head, ["rbs2-error-details", "rbs2-source-queue", "rbs2-delivery-count"]);
  const error = newError(null, details?.split(/\r?\n/)[0] ?? null, details);
  return newEvidence("Rebus", {
    headers,
    strips: headers,
    errors: error ? [error] : [],
    attempts: error ? lastAttempt({ at: null, where: queue, error, source: "rbs2-error-details" }) : [],
    origin: { queue, exchange: null, routingKey: null, handler: null },
  });
}
