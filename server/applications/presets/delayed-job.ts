import { tablesWith, utc } from "../has-columns.ts";
import type { JobsMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** delayed_job 4.1 and 4.2. */
export const delayedJob: Preset = {
  name: "delayed-job",
  label: "delayed_job 4.2",
  find: (catalogue) =>
    tablesWith(catalogue, [
      "id",
      "priority",
      "attempts",
      "handler",
      "last_error",
      "run_at",
      "locked_at",
      "failed_at",
      "locked_by",
      "queue",
    ]).map(toJobs),
};

const toJobs = ({ schema, table }: { schema: string; table: string }): JobsMapping => ({
  kind: "jobs",
  schema,
  table,
  id: "id",
  queue: "queue",
  queues: null,
  type: null,
  payload: "handler",
  attempts: "attempts",
  mostAttempts: null,
  created: utc("created_at"),
  failedAt: utc("failed_at"),
  changes: null,
  errors: { column: "last_error", form: "delayed-job" },
  failed: [{ column: "failed_at", is: "not_null" }],
  done: "removed",
  retry: null,
  stuck: {
    when: [
      { column: "locked_at", is: "not_null" },
      { column: "failed_at", is: "null" },
    ],
    since: utc("locked_at"),
    afterSeconds: 3_600,
  },
  untold: ["Failed jobs are deleted unless Delayed::Worker.destroy_failed_jobs is false.", "Only the error of the last try is kept."],
});
