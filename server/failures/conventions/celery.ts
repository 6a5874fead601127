import { newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, presentNames } from "../read-header.ts";
import { readTask } from "../celery-task.ts";
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

/**
 * Celery carries the task and its retries, never the error: that is in its result backend. The headers are the task itself and stay
 * (celery/app/amqp.py, `as_task_v2`; the first protocol has them in the body, and so has kombu's envelope on brokers without headers).
 */
export function readCelery(message: FailedMessage): Evidence | null {
  const told = readTask(message);
  if (told === null) return null;
  const { task, retries, headers } = told;
  return newEvidence("Celery", {
    headers: headers ? presentNames(message, names) : [],
    tries: carriedRetries(message, countOf(retries), "retries"),
    origin: newOrigin({ handler: task }),
  });
}
