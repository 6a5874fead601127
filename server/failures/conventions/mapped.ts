import { lastAttempt, newError, newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage, FailureRules } from "../failure.ts";
import { countOf, findText, presentNames, timeOf } from "../read-header.ts";

/** Home-grown headers, as redrive.yaml maps them. They belong to the failure, so a replay leaves them out. */
export function readMapped(message: FailedMessage, rules: FailureRules): Evidence | null {
  const names = Object.values(rules.headers);
  const headers = names.length > 0 ? presentNames(message.head, names) : [];
  if (headers.length === 0) return null;
  const read = (field: keyof FailureRules["headers"]) => {
    const name = rules.headers[field];
    return name === undefined ? null : findText(message.head, name);
  };
  const error = newError(read("errorType"), read("errorText"), read("stack"));
  const total = countOf(read("attempts"));
  const at = timeOf(read("failedAt"));
  const handler = read("handler");
  const queue = read("originQueue");
  return newEvidence("configured headers", {
    headers,
    strips: headers,
    errors: error ? [error] : [],
    attempts: error || total ? lastAttempt({ at, where: handler ?? queue, error, source: "configured headers" }, total) : [],
    attemptCount: total,
    origin: queue || handler ? { queue, exchange: null, routingKey: null, handler } : null,
    diedAt: at,
  });
}
