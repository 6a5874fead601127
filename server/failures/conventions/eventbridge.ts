import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, headerText, presentNames, propertyText } from "../read-header.ts";
import { timeOf } from "../../text/time.ts";
import { retriedTries } from "../tries.ts";

const common = ["TARGET_ARN", "ERROR_CODE", "ERROR_MESSAGE", "EXHAUSTED_RETRY_CONDITION", "RETRY_ATTEMPTS"];

/** EventBridge rules: six attributes on an SQS message whose body is the event itself. */
export function readEventBridge(message: FailedMessage): Evidence | null {
  const rule = headerText(message, "RULE_ARN");
  if (rule === null) return null;
  return readAttributes(message, { convention: "EventBridge", own: ["RULE_ARN"], by: rule });
}

/** EventBridge Scheduler: the same attributes with a schedule in place of the rule. */
export function readScheduler(message: FailedMessage): Evidence | null {
  const schedule = headerText(message, "SCHEDULE_ARN");
  if (schedule === null) return null;
  const own = ["SCHEDULE_ARN", "EXECUTION_ID", "SCHEDULED_TIME", "IS_PAYLOAD_TRUNCATED"];
  return readAttributes(message, { convention: "EventBridge Scheduler", own, by: schedule });
}

/** The service itself puts the message into the queue, so it was sent when it died. */
function readAttributes(
  message: FailedMessage,
  { convention, own, by }: { convention: string; own: readonly string[]; by: string },
): Evidence {
  const headers = presentNames(message, [...own, ...common]);
  const handler = headerText(message, "TARGET_ARN");
  const errors = newErrors(headerText(message, "ERROR_CODE"), headerText(message, "ERROR_MESSAGE"));
  const cut = headerText(message, "IS_PAYLOAD_TRUNCATED") === "true" ? "the payload was cut off" : null;
  return newEvidence(convention, {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ where: handler, error: errors[0], source: "ERROR_CODE" }),
    tries: retriedTries(countOf(headerText(message, "RETRY_ATTEMPTS")), "RETRY_ATTEMPTS"),
    origin: newOrigin({ exchange: by, handler }),
    incomplete:
      cut &&
      "EventBridge Scheduler cut its payload off. To send it all the same, mend the body and remove IS_PAYLOAD_TRUNCATED by an edit.",
    reason: cut ?? headerText(message, "EXHAUSTED_RETRY_CONDITION"),
    diedAt: timeOf(propertyText(message, "SentTimestamp")),
  });
}
