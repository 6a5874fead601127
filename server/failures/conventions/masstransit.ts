import { readDeaths } from "../deaths.ts";
import { lastTry, lastPart, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, headerText, namesFrom } from "../read-header.ts";
import { timeOf } from "../../text/time.ts";
import { retriedTries } from "../tries.ts";

const failureHeaders = ["MT-Fault-", "MT-Reason", "MT-Redelivery-Count"];

/**
 * MassTransit: `<queue>_error` (a fault) and `<queue>_skipped` (no consumer for the type). Retries count within one delivery: after
 * redeliveries, or a death before it, the total is unknown.
 */
export function readMassTransit(message: FailedMessage): Evidence | null {
  const strips = namesFrom(message, failureHeaders);
  if (strips.length === 0) return null;
  const fault = (name: string) => headerText(message, `MT-Fault-${name}`);
  const errors = newErrors(fault("ExceptionType"), fault("Message"), fault("StackTrace"));
  const at = timeOf(fault("Timestamp"));
  const handler = fault("ConsumerType");
  const redelivered = countOf(fault("RedeliveryCount") ?? headerText(message, "MT-Redelivery-Count")) || readDeaths(message).length > 0;
  const reason = headerText(message, "MT-Reason");
  const queue = lastPart(fault("InputAddress"), "/");
  return newEvidence("MassTransit", {
    headers: [...strips, ...namesFrom(message, ["MT-Host-"])],
    strips,
    errors,
    attempts: lastTry({ at, where: handler ?? queue, error: errors[0], source: "MT-Fault headers" }),
    tries: redelivered ? null : retriedTries(countOf(fault("RetryCount")), "MT-Fault-RetryCount"),
    origin: newOrigin({ queue, handler }),
    reason,
    diedAt: at,
    // A counter of redeliveries alone travels with what the broker itself dead-letters.
    forwards: at === null && (reason !== null || errors.length > 0),
  });
}
