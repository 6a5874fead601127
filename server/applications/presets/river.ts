import { tablesWith, utc } from "../has-columns.ts";
import type { JobsMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** `JobCancel` leaves it in a job's metadata; a worker that finds it there cancels the job, so a retry takes it away. */
const operatorsMark = "cancel_attempted_at";

/** River 0.11 to 0.51. A job that its handler cancels is failed; one that an operator cancels has the same state, and a mark. */
export const river: Preset = {
  name: "river",
  label: "River 0.51",
  find: (catalogue) =>
    tablesWith(catalogue, [
      "id",
      "state",
      "attempt",
      "max_attempts",
      "args",
      "errors",
      "kind",
      "metadata",
      "queue",
      "finalized_at",
      "scheduled_at",
      "attempted_by",
    ]).map(toJobs),
};

const toJobs = ({ schema, table }: { schema: string; table: string }): JobsMapping => ({
  kind: "jobs",
  schema,
  table,
  id: "id",
  queue: "queue",
  queues: null,
  type: "kind",
  payload: "args",
  attempts: "attempt",
  mostAttempts: "max_attempts",
  created: utc("created_at"),
  failedAt: utc("finalized_at"),
  changes: null,
  errors: { column: "errors", form: "river" },
  failed: [
    {
      any: [
        [{ column: "state", in: ["discarded"] }],
        [
          { column: "state", in: ["cancelled"] },
          { column: "errors", is: "not_empty" },
          { column: "metadata", lacksKey: operatorsMark },
        ],
      ],
    },
  ],
  done: [{ column: "state", in: ["completed"] }],
  // `JobRetry`; a check of the table ties the state to finalized_at.
  retry: {
    set: {
      state: "available",
      max_attempts: { raisedAbove: "attempt" },
      scheduled_at: "now",
      finalized_at: "null",
      metadata: { withoutKey: operatorsMark },
    },
    only: [{ column: "state", in: ["discarded", "cancelled"] }],
  },
  stuck: { when: [{ column: "state", in: ["running"] }], since: utc("attempted_at"), afterSeconds: 3_600 },
  untold: [
    "River before 0.51 keeps the mark of an operator who cancelled a job: when that job is retried and its handler cancels it, it counts as cancelled by the operator.",
  ],
});
