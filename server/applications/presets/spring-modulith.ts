import { hasColumn, outboxAt, tablesWith, utc } from "../has-columns.ts";
import type { Table } from "../catalogue.ts";
import type { OutboxMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

const columns = ["id", "listener_id", "event_type", "serialized_event", "publication_date", "completion_date"];
/** MySQL's tables are in upper case. */
const upper = (name: string) => name.toUpperCase();

/** Spring Modulith 1 and 2.1, its event publication registry. Archived publications are complete. */
export const springModulith: Preset = {
  name: "spring-modulith",
  label: "Spring Modulith, event publications",
  find: (catalogue) =>
    [
      ...tablesWith(catalogue, columns).map((table) => publications(table, (name) => name)),
      ...tablesWith(catalogue, columns.map(upper)).map((table) => publications(table, upper)),
    ].filter(({ table }) => !/_archive$/i.test(table)),
};

function publications(table: Table, name: (column: string) => string): OutboxMapping {
  const [status, completed] = [name("status"), name("completion_date")];
  const second = hasColumn(table, status);
  const unfinished = { column: completed, is: "null" } as const;
  return outboxAt(table, {
    id: name("id"),
    eventType: name("event_type"),
    destination: name("listener_id"),
    payload: name("serialized_event"),
    created: utc(name("publication_date")),
    publishedAt: utc(completed),
    attempts: second ? name("completion_attempts") : null,
    pending: second
      ? [
          {
            any: [[{ column: status, in: ["PUBLISHED", "PROCESSING", "RESUBMITTED"] }], [{ column: status, is: "null" }, unfinished]],
          },
        ]
      : [unfinished],
    published: second
      ? [
          {
            any: [
              [{ column: status, in: ["COMPLETED"] }],
              [
                { column: status, is: "null" },
                { column: completed, is: "not_null" },
              ],
            ],
          },
        ]
      : [{ column: completed, is: "not_null" }],
    failed: second ? [{ column: status, in: ["FAILED"] }] : null,
    untold: [
      "One event has a row for each listener. The table does not tell why a row failed.",
      second
        ? "A row of a process that died stays PROCESSING, like one that is being handled."
        : "The first version has no status: a row that failed looks like one that waits.",
      "Complete rows may be deleted or archived, as the application is set up.",
    ],
  });
}
