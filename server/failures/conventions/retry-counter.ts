import { readDeaths } from "../deaths.ts";
import { newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, headerText, presentNames } from "../read-header.ts";
import { carriedRetries } from "../tries.ts";

const names = ["x-retry-count", "x-retries"];

/**
 * A shop's own counter in front of wait queues. The name alone does not say what it counts; it counts retries where RabbitMQ has seen as many waits expire.
 * It is the application's own header, and stays.
 */
export function readRetryCounter(message: FailedMessage): Evidence | null {
  const [name] = presentNames(message, names);
  if (name === undefined) return null;
  const retries = countOf(headerText(message, name));
  const waits = readDeaths(message).reduce((sum, { reason, count }) => sum + (reason === "expired" ? (count ?? 0) : 0), 0);
  if (retries === null || retries === 0 || retries !== waits) return null;
  return newEvidence("Retry counter", { headers: [name], tries: carriedRetries(message, retries, name) });
}
