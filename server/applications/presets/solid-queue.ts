import { tablesWith, utc } from "../has-columns.ts";
import type { JobsMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** Solid Queue 1.0 to 1.5. A failed job has a row of its own, which goes when it is retried or discarded. */
export const solidQueue: Preset = {
  name: "solid-queue",
  label: "Solid Queue 1.5",
  find: (catalogue) =>
    tablesWith(catalogue, ["id", "job_id", "error", "created_at"])
      .filter(({ table }) => table === "solid_queue_failed_executions")
      .map(toJobs),
};

const of = (column: string) => ({ via: "job_id", table: "solid_queue_jobs", key: "id", column });

const toJobs = ({ schema, table }: { schema: string; table: string }): JobsMapping => ({
  kind: "jobs",
  schema,
  table,
  id: "job_id",
  queue: of("queue_name"),
  queues: null,
  type: of("class_name"),
  payload: of("arguments"),
  attempts: null,
  mostAttempts: null,
  created: null,
  failedAt: utc("created_at"),
  changes: null,
  errors: { column: "error", form: "solid-queue" },
  failed: [],
  done: "removed",
  retry: {
    statement: "solid-queue",
    leaves:
      "Redrive retries no job with a concurrency key, which has to pass its semaphore, and none that is scheduled for later: retry it in the shop.",
  },
  untold: [
    "Each further try of `retry_on` is a job of its own: only the last one is failed.",
    "`discard_on` ends as success does: such a job is not here.",
    "A job with a limit of concurrency has to pass its semaphore: retry it in the shop.",
  ],
});
