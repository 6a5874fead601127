import { lastAttempt, newError, newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, findText, presentNames, timeOf } from "../read-header.ts";

const names = [
  "exception-type",
  "exception-message",
  "exception-stack",
  "failed-at",
  "original-destination",
  "original-partition",
  "original-offset",
  "attempts",
];

/** Wolverine with enhanced dead lettering: plain names, so the destination or the stack must stand beside the type. */
export function readWolverine(message: FailedMessage): Evidence | null {
  const type = findText(message.head, "exception-type");
  const destination = findText(message.head, "original-destination");
  const stack = findText(message.head, "exception-stack");
  if (type === null || (destination === null && stack === null)) return null;
  const error = newError(type, findText(message.head, "exception-message"), stack);
  const at = timeOf(findText(message.head, "failed-at"));
  const total = countOf(findText(message.head, "attempts"));
  const queue = destination?.split("/").at(-1) ?? null;
  const headers = presentNames(message.head, names);
  return newEvidence("Wolverine", {
    headers,
    strips: headers,
    errors: error ? [error] : [],
    attempts: lastAttempt({ at, where: queue, error, source: "Wolverine headers" }, total),
    attemptCount: total,
    origin: { queue, exchange: null, routingKey: null, handler: null },
    diedAt: at,
  });
}
