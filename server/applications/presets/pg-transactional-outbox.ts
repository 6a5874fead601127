import { outboxAt, tablesWith, utc } from "../has-columns.ts";
import type { OutboxMapping, ProcessedMapping, TableRef } from "../mapping.ts";
import type { Preset } from "../preset.ts";

const columns = ["id", "aggregate_type", "aggregate_id", "message_type", "payload", "locked_until", "processed_at", "abandoned_at"];

/** pg-transactional-outbox 0.5. Outbox and inbox have the same columns: what has "inbox" in its name is an inbox. */
export const pgTransactionalOutbox: Preset = {
  name: "pg-transactional-outbox",
  label: "pg-transactional-outbox",
  tellsProcessed: true,
  find: (catalogue) =>
    tablesWith(catalogue, [...columns, "started_attempts", "finished_attempts"]).map((table) =>
      /inbox/i.test(table.table) ? inbox(table) : outbox(table),
    ),
};

const inbox = ({ schema, table }: TableRef): ProcessedMapping => ({
  kind: "processed",
  schema,
  table,
  eventId: "id",
  consumer: null,
  at: utc("processed_at"),
  done: [{ column: "processed_at", is: "not_null" }],
  keeps: "oldest",
});

const outbox = (at: TableRef): OutboxMapping => {
  const failed = [
    { column: "abandoned_at", is: "not_null" },
    { column: "processed_at", is: "null" },
  ] as const;
  return outboxAt(at, {
    id: "id",
    eventId: "id",
    eventType: "message_type",
    destination: "aggregate_type",
    key: "aggregate_id",
    payload: "payload",
    headers: "metadata",
    created: utc("created_at"),
    publishedAt: utc("processed_at"),
    attempts: "started_attempts",
    pending: [
      { column: "processed_at", is: "null" },
      { column: "abandoned_at", is: "null" },
    ],
    published: [{ column: "processed_at", is: "not_null" }],
    failed,
    publishNow: {
      set: { abandoned_at: "null", started_attempts: 0, finished_attempts: 0, locked_until: "1970-01-01T00:00:00Z" },
      only: failed,
    },
    untold: [
      "The table does not tell why a row was abandoned.",
      "Publish now works with the polling listener only: the listener of logical replication reads new rows from the log, and no row that is changed.",
    ],
  });
};
