import { newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, findText, presentNames } from "../read-header.ts";

/** Celery carries the task and its retries, never the error (that is in its result backend). */
export function readCelery(message: FailedMessage): Evidence | null {
  const task = findText(message.head, "task");
  if (task === null || findText(message.head, "id") === null || findText(message.head, "lang") === null) return null;
  const retries = countOf(findText(message.head, "retries"));
  const total = retries === null ? null : retries + 1;
  const headers = presentNames(message.head, [
    "task",
    "id",
    "root_id",
    "parent_id",
    "group",
    "lang",
    "retries",
    "eta",
    "expires",
    "timelimit",
    "argsrepr",
    "kwargsrepr",
    "origin",
  ]);
  return newEvidence("Celery", {
    headers,
    attempts: total
      ? [{ from: 1, to: total, at: null, where: task, error: null, source: `retries ${retries}`, certainty: "count_only" }]
      : [],
    attemptCount: total,
    origin: { queue: null, exchange: null, routingKey: null, handler: task },
  });
}
