import { tablesWith, utc } from "../has-columns.ts";
import type { JobsMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** Graphile Worker 0.16 to 0.18: its private tables, which it may change. They have row security without a policy: another role than their owner reads them as empty. */
export const graphileWorker: Preset = {
  name: "graphile-worker",
  label: "Graphile Worker 0.18",
  find: (catalogue) =>
    tablesWith(catalogue, [
      "id",
      "job_queue_id",
      "task_id",
      "payload",
      "attempts",
      "max_attempts",
      "last_error",
      "locked_at",
      "revision",
      "flags",
    ]).map(toJobs),
};

const task = { via: "task_id", table: "_private_tasks", key: "id", column: "identifier" };

const toJobs = ({ schema, table }: { schema: string; table: string }): JobsMapping => ({
  kind: "jobs",
  schema,
  table,
  id: "id",
  // Most jobs have no queue of their own.
  queue: task,
  queues: { table: "_private_tasks", column: "identifier" },
  type: task,
  payload: "payload",
  attempts: "attempts",
  mostAttempts: "max_attempts",
  created: utc("created_at"),
  failedAt: null,
  // A failure moves it, and a retry too.
  changes: "run_at",
  errors: { column: "last_error", form: "graphile-worker" },
  failed: [
    { column: "attempts", atLeast: { column: "max_attempts" } },
    { column: "locked_at", is: "null" },
  ],
  done: "removed",
  retry: { statement: "graphile-worker" },
  stuck: { when: [{ column: "locked_at", is: "not_null" }], since: utc("locked_at"), afterSeconds: 3_600 },
  untold: [
    "When a job failed is not kept, nor the stack of its error.",
    "A job whose worker died in its last try stays locked for four hours, and looks like one that runs.",
  ],
});
