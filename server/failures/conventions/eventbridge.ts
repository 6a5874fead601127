import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, headerText, presentNames, propertyText } from "../read-header.ts";
import { timeOf } from "../../text/time.ts";
import { retriedTries } from "../tries.ts";

const common = ["TARGET_ARN", "ERROR_CODE", "ERROR_MESSAGE", "EXHAUSTED_RETRY_CONDITION", "RETRY_ATTEMPTS"];

const always = ["ERROR_CODE", "ERROR_MESSAGE"];
const rule = /^arn:[\w-]{1,20}:events:[\w-]{1,40}:\d{1,12}:rule\/./;
const schedule = /^arn:[\w-]{1,20}:scheduler:[\w-]{1,40}:\d{1,12}:schedule\/./;

/**
 * EventBridge rules: six attributes on an SQS message whose body is the event itself (AWS, "Using dead-letter queues to process undelivered events"). Without
 * a retry there is no exhausted condition; the others are always there.
 */
export function readEventBridge(message: FailedMessage): Evidence | null {
  if (!rule.test(headerText(message, "RULE_ARN") ?? "")) return null;
  return readAttributes(message, { convention: "EventBridge", own: ["RULE_ARN"] });
}

/** EventBridge Scheduler: the same attributes with a schedule in place of the rule. */
export function readScheduler(message: FailedMessage): Evidence | null {
  if (!schedule.test(headerText(message, "SCHEDULE_ARN") ?? "")) return null;
  const own = ["SCHEDULE_ARN", "EXECUTION_ID", "SCHEDULED_TIME", "IS_PAYLOAD_TRUNCATED"];
  return readAttributes(message, { convention: "EventBridge Scheduler", own });
}

/** The service itself puts the message into the queue, so it was sent when it died. */
function readAttributes(message: FailedMessage, { convention, own }: { convention: string; own: readonly string[] }): Evidence | null {
  const handler = headerText(message, "TARGET_ARN");
  if (!handler?.startsWith("arn:") || presentNames(message, always).length < always.length) return null;
  const headers = presentNames(message, [...own, ...common]);
  const errors = newErrors(headerText(message, "ERROR_CODE"), headerText(message, "ERROR_MESSAGE"));
  const cut = headerText(message, "IS_PAYLOAD_TRUNCATED") === "true" ? "the payload was cut off" : null;
  return newEvidence(convention, {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ where: handler, error: errors[0], source: "ERROR_CODE" }),
    tries: retriedTries(countOf(headerText(message, "RETRY_ATTEMPTS")), "RETRY_ATTEMPTS"),
    origin: newOrigin({ handler }),
    incomplete:
      cut &&
      "EventBridge Scheduler cut its payload off. To send it all the same, mend the body and remove IS_PAYLOAD_TRUNCATED by an edit.",
    reason: cut ?? headerText(message, "EXHAUSTED_RETRY_CONDITION"),
    diedAt: timeOf(propertyText(message, "SentTimestamp")),
  });
}
