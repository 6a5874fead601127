import { lastAttempt, newError, newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, findText, presentNames } from "../read-header.ts";

const failureHeaders = [
  "NServiceBus.FailedQ",
  "NServiceBus.TimeOfFailure",
  "NServiceBus.ExceptionInfo.*",
  "NServiceBus.Retries",
  "NServiceBus.Retries.*",
];

/** NServiceBus: error queue with NServiceBus.* headers; its times look like `2026-11-23 03:12:07:123456 Z`. */
export function readNServiceBus(message: FailedMessage): Evidence | null {
  const queue = findText(message.head, "NServiceBus.FailedQ");
  if (queue === null) return null;
  const info = (name: string) => findText(message.head, `NServiceBus.ExceptionInfo.${name}`);
  const headers = presentNames(message.head, failureHeaders);
  const inner = newError(info("InnerExceptionType"), null);
  const error = newError(info("ExceptionType"), info("Message"), info("StackTrace"));
  const at = wireTime(findText(message.head, "NServiceBus.TimeOfFailure"));
  const delayed = countOf(findText(message.head, "NServiceBus.Retries"));
  return newEvidence("NServiceBus", {
    headers,
    strips: headers,
    errors: [inner, error].filter((known) => known !== null),
    attempts: error ? lastAttempt({ at, where: queue.split("@")[0] ?? queue, error, source: "NServiceBus headers" }) : [],
    origin: { queue: queue.split("@")[0] ?? queue, exchange: null, routingKey: null, handler: null },
    reason: delayed === null ? null : `after ${delayed} delayed retries`,
    diedAt: at,
  });
}

function wireTime(text: string | null): Date | null {
  const found = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d):(\d{3})\d{3} Z$/.exec(text ?? "");
  return found ? new Date(`${found[1]}T${found[2]}.${found[3]}Z`) : null;
}
