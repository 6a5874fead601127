import { lastAttempt, newError, newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, findText, presentNames } from "../read-header.ts";

const names = [
  "RULE_ARN",
  "SCHEDULE_ARN",
  "TARGET_ARN",
  "EXECUTION_ID",
  "SCHEDULED_TIME",
  "ERROR_CODE",
  "ERROR_MESSAGE",
  "EXHAUSTED_RETRY_CONDITION",
  "RETRY_ATTEMPTS",
  "IS_PAYLOAD_TRUNCATED",
];

/** EventBridge rules and EventBridge Scheduler: message attributes on an SQS message whose body is the event itself. */
export function readEventBridge(message: FailedMessage): Evidence | null {
  const rule = findText(message.head, "RULE_ARN");
  const schedule = findText(message.head, "SCHEDULE_ARN");
  const target = findText(message.head, "TARGET_ARN");
  if (rule === null && schedule === null) return null;
  const headers = presentNames(message.head, names);
  const error = newError(findText(message.head, "ERROR_CODE"), findText(message.head, "ERROR_MESSAGE"));
  const retries = countOf(findText(message.head, "RETRY_ATTEMPTS"));
  const total = retries === null ? null : retries + 1;
  return newEvidence(schedule ? "EventBridge Scheduler" : "EventBridge", {
    headers,
    strips: headers,
    errors: error ? [error] : [],
    attempts: lastAttempt({ at: null, where: target, error, source: "ERROR_CODE and RETRY_ATTEMPTS" }, total),
    attemptCount: total,
    origin: { queue: target, exchange: rule ?? schedule, routingKey: null, handler: null },
    reason: findText(message.head, "IS_PAYLOAD_TRUNCATED") === "true" ? "payload truncated" : null,
  });
}
