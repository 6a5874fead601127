import { tablesWith, utc } from "../has-columns.ts";
import type { JobsMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** GoodJob 4: one row for all tries of a job, and one in good_job_executions for each. */
export const goodJob: Preset = {
  name: "good-job",
  label: "GoodJob 4",
  find: (catalogue) =>
    tablesWith(catalogue, [
      "id",
      "queue_name",
      "serialized_params",
      "finished_at",
      "error",
      "error_event",
      "job_class",
      "executions_count",
      "active_job_id",
      "locked_by_id",
    ]).map(toJobs),
};

const toJobs = ({ schema, table }: { schema: string; table: string }): JobsMapping => ({
  kind: "jobs",
  schema,
  table,
  id: "id",
  queue: "queue_name",
  queues: null,
  type: "job_class",
  payload: "serialized_params",
  attempts: "executions_count",
  mostAttempts: null,
  created: utc("created_at"),
  failedAt: utc("finished_at"),
  changes: null,
  errors: {
    column: { via: "active_job_id", table: "good_job_executions", key: "active_job_id", column: "error", all: { by: "created_at" } },
    form: "good-job",
  },
  failed: [
    { column: "finished_at", is: "not_null" },
    { column: "error", is: "not_null" },
  ],
  done: [
    { column: "finished_at", is: "not_null" },
    { column: "error", is: "null" },
  ],
  // `Job#retry_job`.
  retry: {
    set: {
      performed_at: "null",
      finished_at: "null",
      scheduled_at: "now",
      locked_by_id: "null",
      locked_at: "null",
      error_event: 3,
      updated_at: "now",
    },
    only: [
      { column: "finished_at", is: "not_null" },
      { column: "error", is: "not_null" },
    ],
  },
  stuck: {
    when: [
      { column: "performed_at", is: "not_null" },
      { column: "finished_at", is: "null" },
    ],
    since: utc("performed_at"),
    afterSeconds: 3_600,
  },
  untold: ["A job that an operator discarded is failed too: its error says so."],
});
