import { tablesWith, utc } from "../has-columns.ts";
import type { JobsMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** Wolverine 3 to 6. The body is its own binary envelope. A dead letter that fails again is written anew under the same id. */
export const wolverineDeadLetters: Preset = {
  name: "wolverine-dead-letters",
  label: "Wolverine, dead letters of its database",
  find: (catalogue) =>
    tablesWith(catalogue, [
      "id",
      "body",
      "message_type",
      "received_at",
      "exception_type",
      "exception_message",
      "sent_at",
      "replayable",
    ]).map(toJobs),
};

const toJobs = ({ schema, table }: { schema: string; table: string }): JobsMapping => ({
  kind: "jobs",
  schema,
  table,
  id: "id",
  queue: "received_at",
  queues: null,
  type: "message_type",
  payload: "body",
  attempts: null,
  mostAttempts: null,
  created: utc("sent_at"),
  failedAt: null,
  changes: "xmin",
  errors: { column: ["exception_type", "exception_message"], form: "wolverine-dead-letters" },
  failed: [{ column: "replayable", is: "not_true" }],
  done: "removed",
  // Its durability agent moves the row to the inbox.
  retry: { set: { replayable: true }, only: [{ column: "replayable", is: "not_true" }] },
  untold: [
    "When a message failed and how often is not kept, nor its stack.",
    "Newer versions keep archived dead letters too: they may be among these.",
  ],
});
