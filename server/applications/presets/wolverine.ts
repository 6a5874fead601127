import { hasColumn, outboxAt, tablesWith, utc } from "../has-columns.ts";
import { never, type OutboxMapping, type ProcessedMapping, type TableRef } from "../mapping.ts";
import type { Table } from "../catalogue.ts";
import type { Preset } from "../preset.ts";

/** Wolverine 6.29 on Postgres: its outgoing and incoming envelopes, and the deduplication tables of later versions. */
export const wolverine: Preset = {
  name: "wolverine",
  label: "Wolverine, durable inbox and outbox",
  tellsProcessed: true,
  storeIsSchema: true,
  find: (catalogue) => [
    ...tablesWith(catalogue, ["id", "status", "owner_id", "attempts", "body", "received_at", "keep_until"]).map(inbox),
    ...tablesWith(catalogue, ["deduplication_id", "expires"]).map(deduplication),
    ...tablesWith(catalogue, ["id", "owner_id", "destination", "deliver_by", "body", "attempts", "message_type"]).map(outbox),
  ],
};

/** Handled rows are kept for five minutes. */
const inbox = ({ schema, table }: TableRef): ProcessedMapping => ({
  kind: "processed",
  schema,
  table,
  eventId: "id",
  consumer: null,
  at: null,
  done: [{ column: "status", in: ["Handled"] }],
  keeps: 5 * 60,
});

/**
 * A row is claimed before the work begins and stays when it is done, so that it proves nothing; only an answer that was kept does. Nobody knows how long
 * rows stay: absence is unknown.
 */
const deduplication = (table: Table): ProcessedMapping => ({
  kind: "processed",
  schema: table.schema,
  table: table.table,
  eventId: "deduplication_id",
  consumer: null,
  at: null,
  done: hasColumn(table, "response_status_code") ? [{ column: "response_status_code", is: "not_null" }] : [never],
  keeps: "oldest",
});

const outbox = (table: Table): OutboxMapping =>
  outboxAt(table, {
    id: "id",
    eventId: "id",
    eventType: "message_type",
    destination: "destination",
    payload: "body",
    created: hasColumn(table, "timestamp") ? utc("timestamp") : null,
    attempts: "attempts",
    pending: [],
    published: null,
    untold: [
      "The body is an envelope in Wolverine's own binary form.",
      "The table does not tell why a row failed.",
      ...(hasColumn(table, "timestamp") ? [] : ["A row does not tell when it was written: its age is unknown."]),
    ],
  });
