import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, headerText, presentNames } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";
import { timeOf } from "../../text/time.ts";
import { countedTries } from "../tries.ts";

const names = ["dlq-reason", "dlq-error-class", "dlq-original-topic", "dlq-failed-at", "dlq-attempts", "dlq-stack"];

/** eventferry, an outbox relay: what it could not publish, so nobody has received it yet. Its names are plain words: the class must be among them. */
export function readEventferry(message: FailedMessage): Evidence | null {
  const topic = headerText(message, "dlq-original-topic");
  const type = headerText(message, "dlq-error-class");
  if (topic === null || type === null) return null;
  const headers = presentNames(message, names);
  const errors = newErrors(type, headerText(message, "dlq-reason"), headerText(message, "dlq-stack"));
  const at = timeOf(headerText(message, "dlq-failed-at"));
  return newEvidence("eventferry", {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ at, where: topic, error: errors[0], source: "dlq-* headers" }),
    tries: countedTries(countOf(headerText(message, "dlq-attempts")), "dlq-attempts"),
    origin: newOrigin({ queue: topic }),
    diedAt: at ?? deathByRecord(message),
  });
}
