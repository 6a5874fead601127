import { countedAttempts, exactAttempt, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, fieldOf, fieldText, findHeader } from "../read-header.ts";

/**
 * Rascal: one nested table `rascal`. A message that was republished and then nacked holds the error of the attempt before the last.
 * Kept on a replay the table says that the retries are spent, so it leaves.
 */
export function readRascal(message: FailedMessage): Evidence | null {
  const table = findHeader(message, "rascal");
  if (table?.type !== "table") return null;
  const queue = fieldText(table, "originalQueue");
  const failure = fieldOf(table, "error");
  const errors = newErrors(fieldText(failure, "name"), fieldText(failure, "message"), fieldText(failure, "stack"));
  const recovery = fieldOf(table, "recovery");
  const republished = countOf(fieldText(queue === null ? null : fieldOf(recovery, queue), "republished"));
  const total = republished === null ? null : republished + 1;
  const nacked = findHeader(message, "x-death") !== null;
  const number = total === null ? 1 : nacked ? Math.max(total - 1, 1) : total;
  const counted = `rascal, republished ${republished}`;
  return newEvidence("Rascal", {
    headers: ["rascal"],
    strips: ["rascal"],
    errors,
    attempts: [
      ...countedAttempts(1, number - 1, queue, counted),
      ...errors.map((error) => exactAttempt(number, { where: queue, error, source: "rascal, error" })),
      ...countedAttempts(number + (errors.length > 0 ? 1 : 0), total ?? 0, queue, counted),
    ],
    attemptCount: total,
    origin: newOrigin({ queue, exchange: fieldText(table, "originalExchange"), routingKey: fieldText(table, "originalRoutingKey") }),
  });
}
