import { newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, headerText, presentNames } from "../read-header.ts";
import { carriedRetries } from "../tries.ts";

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
  return newEvidence("Celery", {
    headers: presentNames(message, names),
    tries: carriedRetries(message, countOf(headerText(message, "retries")), "retries"),
    origin: newOrigin({ handler: task }),
  });
}
