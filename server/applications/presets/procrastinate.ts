import { tablesWith } from "../has-columns.ts";
import type { JobsMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** Procrastinate 3.10: procrastinate_jobs has no text of an error, and its times are in procrastinate_events. */
export const procrastinate: Preset = {
  name: "procrastinate",
  label: "Procrastinate 3",
  find: (catalogue) =>
    tablesWith(catalogue, ["id", "queue_name", "task_name", "lock", "queueing_lock", "args", "status", "attempts", "abort_requested"]).map(
      toJobs,
    ),
};

const toJobs = ({ schema, table }: { schema: string; table: string }): JobsMapping => ({
  kind: "jobs",
  schema,
  table,
  id: "id",
  queue: "queue_name",
  queues: null,
  type: "task_name",
  payload: "args",
  attempts: "attempts",
  mostAttempts: null,
  created: null,
  failedAt: null,
  changes: null,
  errors: null,
  failed: [{ column: "status", in: ["failed"] }],
  done: [{ column: "status", in: ["succeeded"] }],
  retry: { statement: "procrastinate" },
  untold: ["Why a job failed is not kept, nor in its row when.", "A retry by an operator counts as an attempt."],
});
