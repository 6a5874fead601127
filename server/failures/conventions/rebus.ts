import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, headerText, presentNames } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";

const names = ["rbs2-error-details", "rbs2-source-queue", "rbs2-delivery-count", "rbs2-defer-count"];
const exceptionName = /: ((?:\w{1,80}\.){1,10}\w{1,80}Exception\b)/;

/** Rebus: queue `error`, one header with "message: details" that may be cut. Deliveries are counted, not attempts. */
export function readRebus(message: FailedMessage): Evidence | null {
  const details = headerText(message, "rbs2-error-details");
  const queue = headerText(message, "rbs2-source-queue");
  if (details === null && queue === null) return null;
  const headers = presentNames(message, names);
  const [head, stack] = splitDetails(details);
  const errors = newErrors(null, head, stack);
  const deliveries = countOf(headerText(message, "rbs2-delivery-count"));
  const diedAt = deathByRecord(message);
  return newEvidence("Rebus", {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ where: queue, error: errors[0], source: "rbs2-error-details" }),
    counts: deliveries ? [{ kind: "delivered", where: queue, count: deliveries, firstAt: null, source: "rbs2-delivery-count" }] : [],
    origin: newOrigin({ queue }),
    diedAt,
    forwards: diedAt === null,
  });
}

/** The text before the first exception's name, and from there on the trace. */
function splitDetails(details: string | null): readonly [string | null, string | null] {
  const named = exceptionName.exec(details?.slice(0, 4_000) ?? "");
  if (details === null || !named) return [details?.split("\n", 1)[0]?.trim() ?? null, details];
  return [details.slice(0, named.index), details.slice(named.index + 2)];
}
