import { lastAttempt, newError, newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, findText, presentNames, timeOf } from "../read-header.ts";

/** MassTransit: `<queue>_error` (a fault) and `<queue>_skipped` (no consumer). The queue is the last part of the input address. */
export function readMassTransit(message: FailedMessage): Evidence | null {
  const reason = findText(message.head, "MT-Reason");
  const type = findText(message.head, "MT-Fault-ExceptionType");
  if (reason === null && type === null) return null;
  const text = (name: string) => findText(message.head, `MT-Fault-${name}`);
  const headers = presentNames(message.head, ["MT-Fault-*", "MT-Reason", "MT-Redelivery-Count", "MT-Host-*"]);
  const error = newError(type, text("Message"), text("StackTrace"));
  const at = timeOf(text("Timestamp"));
  const retries = countOf(text("RetryCount"));
  const total = retries === null ? null : retries + 1;
  const queue = text("InputAddress")?.split("?")[0]?.split("/").at(-1) ?? null;
  return newEvidence("MassTransit", {
    headers,
    strips: presentNames(message.head, ["MT-Fault-*", "MT-Reason", "MT-Redelivery-Count"]),
    errors: error ? [error] : [],
    attempts: error ? lastAttempt({ at, where: text("ConsumerType"), error, source: "MT-Fault headers" }, total) : [],
    attemptCount: total,
    origin: { queue, exchange: null, routingKey: null, handler: text("ConsumerType") },
    reason: reason === "dead-letter" ? "no consumer" : null,
    diedAt: at,
  });
}
