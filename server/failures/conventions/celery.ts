import { countedAttempts, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, headerText, presentNames } from "../read-header.ts";

const names = [
  "lang",
  "task",
  "id",
  "root_id",
  "parent_id",
  "group",
  "retries",
  "eta",
  "expires",
  "timelimit",
  "argsrepr",
  "kwargsrepr",
  "origin",
];

/** Celery carries the task and its retries, never the error: that is in its result backend. The headers are the task itself and stay. */
export function readCelery(message: FailedMessage): Evidence | null {
  const task = headerText(message, "task");
  if (task === null || headerText(message, "id") === null || headerText(message, "lang") === null) return null;
  const retries = countOf(headerText(message, "retries"));
  return newEvidence("Celery", {
    headers: presentNames(message, names),
    attempts: retries === null ? [] : countedAttempts(1, retries + 1, task, `retries ${retries}`),
    attemptCount: retries === null ? null : retries + 1,
    origin: newOrigin({ handler: task }),
  });
}
