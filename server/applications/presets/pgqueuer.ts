import { tablesWith, utc } from "../has-columns.ts";
import type { JobsMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** PgQueuer 1.6 with on_failure="hold": by default a failed job is deleted. */
export const pgQueuer: Preset = {
  name: "pgqueuer",
  label: "PgQueuer 1.6",
  find: (catalogue) =>
    tablesWith(catalogue, [
      "id",
      "queue_manager_id",
      "execute_after",
      "status",
      "entrypoint",
      "payload",
      "heartbeat",
      "attempts",
      "updated",
    ]).map(toJobs),
};

const toJobs = ({ schema, table }: { schema: string; table: string }): JobsMapping => ({
  kind: "jobs",
  schema,
  table,
  id: "id",
  queue: "entrypoint",
  queues: null,
  type: "entrypoint",
  payload: "payload",
  attempts: null,
  mostAttempts: null,
  created: utc("created"),
  failedAt: utc("updated"),
  changes: null,
  errors: { column: { via: "id", table: "pgqueuer_log", key: "job_id", column: "traceback", all: { by: "id" } }, form: "pgqueuer" },
  failed: [{ column: "status", in: ["failed"] }],
  done: "removed",
  // `requeue_jobs`, without the row that it adds to its log.
  retry: {
    set: { status: "queued", execute_after: "now", updated: "now", attempts: 0, queue_manager_id: "null" },
    only: [{ column: "status", in: ["failed"] }],
  },
  stuck: { when: [{ column: "status", in: ["picked"] }], since: utc("heartbeat"), afterSeconds: 300 },
  untold: ['Without on_failure="hold" a failed job is deleted, and its payload with it.', "Plain failures are not counted as attempts."],
});
