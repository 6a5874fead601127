import { tablesWith, utc } from "../has-columns.ts";
import type { JobsMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/**
 * pg-boss 12: `createTableJob` of its plans.js. A failed row is deleted and written again; a dead-lettered one also has a copy in another queue, which has not run
 * and is no failure of its own.
 */
export const pgBoss: Preset = {
  name: "pg-boss",
  label: "pg-boss 12",
  find: (catalogue) =>
    tablesWith(catalogue, ["id", "name", "data", "state", "retry_limit", "retry_count", "completed_on", "output", "dead_letter"])
      // Queues with a partition of their own stand beside their parent in some versions.
      .filter(({ table }) => table === "job")
      .map(toJobs),
};

const toJobs = ({ schema, table }: { schema: string; table: string }): JobsMapping => ({
  kind: "jobs",
  schema,
  table,
  id: "id",
  queue: "name",
  queues: { table: "queue", column: "name" },
  type: "name",
  payload: "data",
  attempts: "retry_count",
  mostAttempts: "retry_limit",
  created: utc("created_on"),
  failedAt: utc("completed_on"),
  changes: null,
  errors: { column: "output", form: "pg-boss" },
  failed: [{ column: "state", in: ["failed"] }],
  done: [{ column: "state", in: ["completed"] }],
  // `retryJobs` of its plans.js.
  retry: {
    set: { state: "retry", retry_limit: { raisedAbove: "retry_limit" }, completed_on: "null", start_after: "now" },
    only: [{ column: "state", in: ["failed"] }],
  },
  untold: ["Only the error of the last try is kept.", "A job with a dead-letter queue also has a copy there, which a retry leaves."],
});
