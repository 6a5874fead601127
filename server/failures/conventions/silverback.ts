import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, headerText, presentNames } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";
import { countedTries } from "../tries.ts";

const names = [
  "x-source-topic",
  "x-source-partition",
  "x-source-offset",
  "x-source-timestamp",
  "x-source-consumer-group-id",
  "x-failed-attempts",
  "x-failure-reason",
];

/**
 * Silverback's policy that moves a failed message to another topic. The reason is the innermost exception's class and the assembly that it came from,
 * without its text. Sent again with the attempts, it would be given up at once.
 */
export function readSilverback(message: FailedMessage): Evidence | null {
  const topic = message.log ? headerText(message, "x-source-topic") : null;
  const attempts = headerText(message, "x-failed-attempts");
  const reason = headerText(message, "x-failure-reason");
  if (topic === null || (attempts === null && reason === null)) return null;
  const headers = presentNames(message, names);
  const errors = newErrors(reason?.replace(/ in [^ ]*$/, "") ?? null, null);
  const group = headerText(message, "x-source-consumer-group-id");
  return newEvidence("Silverback", {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ where: group ?? topic, error: errors[0], source: "x-failure-reason" }),
    tries: countedTries(countOf(attempts), "x-failed-attempts"),
    origin: newOrigin({ queue: topic, handler: group }),
    diedAt: deathByRecord(message),
  });
}
