import { hasColumn, outboxAt, tablesWith } from "../has-columns.ts";
import type { Table } from "../catalogue.ts";
import type { OutboxMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

const columns = ["id", "invocation", "nextattempttime", "attempts", "blocked", "version", "processed"];
/** Names of MySQL keep the case in which the library writes them. */
const written: Readonly<Record<string, string>> = { nextattempttime: "nextAttemptTime", uniquerequestid: "uniqueRequestId" };
const asWritten = (name: string) => written[name] ?? name;

/** transaction-outbox 4 (gruelbox), `txno_outbox`. A blocked row is one that was given up; `unblock` of the library does what is said here. */
export const transactionOutbox: Preset = {
  name: "transaction-outbox",
  label: "transaction-outbox (gruelbox)",
  find: (catalogue) => [
    ...tablesWith(catalogue, columns).map((table) => outbox(table, (name) => name)),
    ...tablesWith(catalogue, columns.map(asWritten)).map((table) => outbox(table, asWritten)),
  ],
};

function outbox(table: Table, name: (column: string) => string): OutboxMapping {
  const blocked = [
    { column: "blocked", is: "true" },
    { column: "processed", is: "not_true" },
  ] as const;
  return outboxAt(table, {
    id: "id",
    eventId: hasColumn(table, name("uniquerequestid")) ? name("uniquerequestid") : null,
    payload: "invocation",
    attempts: "attempts",
    pending: [
      { column: "processed", is: "not_true" },
      { column: "blocked", is: "not_true" },
    ],
    published: [{ column: "processed", is: "true" }],
    failed: blocked,
    publishNow: { set: { blocked: false, attempts: 0 }, only: blocked },
    untold: [
      "A row does not tell when it was written: its age is unknown. The table does not tell why it failed.",
      "Rows without a unique request id are deleted when they succeed.",
      "A row that was scheduled with a delay waits on purpose, and counts as waiting.",
    ],
  });
}
