import { tablesWith, utc } from "../has-columns.ts";
import type { JobsMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** Oban 2.17 to 2.23 (migrations 12 to 14). A handler that cancels leaves an error, an operator who does leaves none. */
export const oban: Preset = {
  name: "oban",
  label: "Oban 2.23",
  find: (catalogue) =>
    tablesWith(catalogue, [
      "id",
      "state",
      "queue",
      "worker",
      "args",
      "meta",
      "errors",
      "attempt",
      "max_attempts",
      "attempted_at",
      "discarded_at",
    ]).map(toJobs),
};

const toJobs = ({ schema, table }: { schema: string; table: string }): JobsMapping => ({
  kind: "jobs",
  schema,
  table,
  id: "id",
  queue: "queue",
  queues: null,
  type: "worker",
  payload: "args",
  attempts: "attempt",
  mostAttempts: "max_attempts",
  created: utc("inserted_at"),
  // The errors say when each try failed; this is when the last began.
  failedAt: utc("attempted_at"),
  changes: null,
  errors: { column: "errors", form: "oban" },
  failed: [
    {
      any: [
        [{ column: "state", in: ["discarded"] }],
        [
          { column: "state", in: ["cancelled"] },
          { column: "errors", is: "not_empty" },
        ],
      ],
    },
  ],
  done: [{ column: "state", in: ["completed"] }],
  // `Oban.retry_job`, which would also take jobs that are done.
  retry: {
    set: {
      state: "available",
      max_attempts: { raisedAbove: "attempt" },
      scheduled_at: "now",
      completed_at: "null",
      cancelled_at: "null",
      discarded_at: "null",
    },
    only: [{ column: "state", in: ["discarded", "cancelled"] }],
  },
  stuck: { when: [{ column: "state", in: ["executing"] }], since: utc("attempted_at"), afterSeconds: 3_600 },
  untold: ["Its pruner removes failed jobs after a minute unless max_age is raised: what was removed before Redrive read it is not here."],
});
