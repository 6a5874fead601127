import { tablesWith, utc } from "../has-columns.ts";
import type { JobsMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** django-celery-results 2: what became of tasks, not the tasks. Arguments are as Python prints them. */
export const djangoCeleryResults: Preset = {
  name: "django-celery-results",
  label: "django-celery-results 2",
  find: (catalogue) =>
    tablesWith(catalogue, ["id", "task_id", "task_name", "task_args", "task_kwargs", "status", "result", "traceback", "date_done"]).map(
      toJobs,
    ),
};

const toJobs = ({ schema, table }: { schema: string; table: string }): JobsMapping => ({
  kind: "jobs",
  schema,
  table,
  id: "id",
  queue: "task_name",
  queues: null,
  type: "task_name",
  payload: ["task_args", "task_kwargs"],
  attempts: null,
  mostAttempts: null,
  created: utc("date_created"),
  failedAt: utc("date_done"),
  changes: null,
  errors: { column: ["traceback", "result"], form: "django-celery-results" },
  failed: [{ column: "status", in: ["FAILURE"] }],
  done: [{ column: "status", in: ["SUCCESS"] }],
  retry: null,
  untold: ["It holds results, not tasks: a task is sent again in the shop.", "How often a task was tried is not kept."],
});
