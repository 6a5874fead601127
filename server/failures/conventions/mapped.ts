import { lastAttempt, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage, FailureRules } from "../failure.ts";
import { countOf, headerText, presentNames } from "../read-header.ts";
import { timeOf } from "../../text/time.ts";

/** Home-grown headers, as redrive.yaml maps them. They tell of the failure, so a replay leaves them out. */
export function readMapped(message: FailedMessage, rules: FailureRules): Evidence | null {
  const names = Object.values(rules.headers);
  const headers = names.length === 0 ? [] : [...new Set(presentNames(message, names))];
  if (headers.length === 0) return null;
  const read = (field: keyof FailureRules["headers"]) => {
    const name = rules.headers[field];
    return name === undefined ? null : headerText(message, name) || null;
  };
  const errors = newErrors(read("errorType"), read("errorText"), read("stack"));
  const total = countOf(read("attempts")) || null;
  const at = timeOf(read("failedAt"));
  const handler = read("handler");
  const queue = read("originQueue");
  const told = errors.length > 0 || at !== null || total !== null;
  const counter = `${rules.headers.attempts} ${total}`;
  return newEvidence("Configured headers", {
    headers,
    strips: headers,
    errors,
    attempts: told ? lastAttempt({ at, where: handler ?? queue, error: errors[0], source: "configured headers" }, total, counter) : [],
    attemptCount: total,
    origin: newOrigin({ queue, handler }),
    diedAt: at,
    // Whoever keeps such headers publishes the dead letter himself.
    forwards: told && at === null,
  });
}
