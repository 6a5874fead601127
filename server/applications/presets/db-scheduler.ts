import { tablesWith, utc } from "../has-columns.ts";
import type { JobsMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** db-scheduler 11 to 16: a one-time task that used up its tries is deleted, so only those that fail now and are tried again are here. */
export const dbScheduler: Preset = {
  name: "db-scheduler",
  label: "db-scheduler 16",
  find: (catalogue) =>
    tablesWith(catalogue, [
      "task_name",
      "task_instance",
      "task_data",
      "execution_time",
      "picked",
      "consecutive_failures",
      "last_failure",
      "version",
    ]).map(toJobs),
};

const toJobs = ({ schema, table }: { schema: string; table: string }): JobsMapping => ({
  kind: "jobs",
  schema,
  table,
  id: "task_instance",
  queue: "task_name",
  queues: null,
  type: "task_name",
  payload: "task_data",
  attempts: "consecutive_failures",
  mostAttempts: null,
  created: null,
  failedAt: utc("last_failure"),
  changes: null,
  errors: null,
  failed: [
    { column: "consecutive_failures", atLeast: 1 },
    { column: "picked", is: "not_true" },
  ],
  done: "removed",
  retry: null,
  untold: [
    "Why a task failed is not kept.",
    "A task that used up its tries is deleted: those that are here are tried again by themselves.",
  ],
});
