import { tablesWith, utc } from "../has-columns.ts";
import type { Table } from "../catalogue.ts";
import type { Conditions, JobsMapping } from "../mapping.ts";
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

/** From 6.54 on the table keeps what somebody put aside too, in a column whose name its release notes do not say. */
function archivedOf({ columns }: Table): Conditions {
  return columns
    .filter(({ name }) => name.includes("archiv"))
    .map(({ name, type }) => ({ column: name, is: type === "boolean" ? "not_true" : "null" }) as const);
}

function toJobs(found: Table): JobsMapping {
  const { schema, table } = found;
  const failed: Conditions = [{ column: "replayable", is: "not_true" }, ...archivedOf(found)];
  return {
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
    failed,
    done: "removed",
    // Its durability agent moves the row to the inbox.
    retry: { set: { replayable: true }, only: failed },
    untold: ["When a message failed and how often is not kept, nor its stack."],
  };
}
