import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage, FailureRules } from "../failure.ts";
import { countOf, headerText, presentNames } from "../read-header.ts";
import { carriedRetries, countedTries } from "../tries.ts";
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
  const at = timeOf(read("failedAt"));
  const handler = read("handler");
  const queue = read("originQueue");
  const { attempts, retries } = rules.headers;
  return newEvidence("Configured headers", {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ at, where: handler ?? queue, error: errors[0], source: "configured headers" }),
    tries: countedTries(countOf(read("attempts")), `${attempts}`) ?? carriedRetries(message, countOf(read("retries")), `${retries}`),
    origin: newOrigin({ queue, handler }),
    diedAt: at,
    // Who writes an error into headers publishes the dead letter anew.
    forwards: errors.length > 0 && at === null,
  });
}
