import { readDeaths } from "../deaths.ts";
import { newErrors, newEvidence, newOrigin, recordedTry } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, fieldOf, fieldText, findHeader } from "../read-header.ts";
import { carriedRetries, countedTries, retriedTries } from "../tries.ts";

/**
 * Rascal: one nested table `rascal`. A message that was republished and then nacked holds the error of the attempt before the last. With `immediateNack`
 * it is republished only to carry the error, and nacked without another try. Kept on a replay the table says that the retries are spent, so it leaves.
 */
export function readRascal(message: FailedMessage): Evidence | null {
  const table = findHeader(message, "rascal");
  const queue = fieldText(table, "originalQueue");
  if (table?.type !== "table" || queue === null) return null;
  const failure = fieldOf(table, "error");
  const errors = newErrors(fieldText(failure, "name"), fieldText(failure, "message"), fieldText(failure, "stack"));
  const recovery = fieldOf(fieldOf(table, "recovery"), queue);
  const republished = countOf(fieldText(recovery, "republished"));
  const forwarded = countOf(fieldText(recovery, "forwarded")) ?? 0;
  const carrier = fieldText(recovery, "immediateNack") === "true";
  const nacked = readDeaths(message).length > 0;
  const counted = "rascal, republished";
  return newEvidence("Rascal", {
    headers: ["rascal"],
    strips: ["rascal"],
    errors,
    attempts: errors.map((error) =>
      recordedTry(nacked && republished && !carrier ? 1 : 0, { where: queue, error, source: "rascal, error" }),
    ),
    tries: carrier
      ? countedTries(republished, counted)
      : nacked
        ? carriedRetries(message, republished, counted)
        : retriedTries(republished, counted),
    origin: newOrigin({ queue, exchange: fieldText(table, "originalExchange"), routingKey: fieldText(table, "originalRoutingKey") }),
    forwards: forwarded > 0,
  });
}
