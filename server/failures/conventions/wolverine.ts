import { lastAttempt, lastPart, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, headerText, presentNames } from "../read-header.ts";
import { timeOf } from "../time-text.ts";

const failureHeaders = ["exception-type", "exception-message", "exception-stack", "failed-at"];
const names = [...failureHeaders, "original-destination", "original-partition", "original-offset", "attempts"];

/** Wolverine with enhanced dead lettering. Its names are plain words, so the time or the destination must stand beside the type. */
export function readWolverine(message: FailedMessage): Evidence | null {
  const type = headerText(message, "exception-type");
  const destination = headerText(message, "original-destination");
  const failedAt = headerText(message, "failed-at");
  if (type === null || (destination === null && failedAt === null)) return null;
  const headers = presentNames(message, names);
  const errors = newErrors(type, headerText(message, "exception-message"), headerText(message, "exception-stack"));
  const at = timeOf(failedAt);
  const total = countOf(headerText(message, "attempts")) || null;
  const queue = lastPart(destination, "/");
  return newEvidence("Wolverine", {
    headers,
    strips: headers,
    errors,
    attempts: lastAttempt({ at, where: queue, error: errors[0], source: "exception headers" }, total, `attempts ${total}`),
    attemptCount: total,
    origin: newOrigin({ queue }),
    diedAt: at,
  });
}
