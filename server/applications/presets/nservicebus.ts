import { outboxAt, tablesWith, utc } from "../has-columns.ts";
import type { OutboxMapping, ProcessedMapping, TableRef } from "../mapping.ts";
import type { Preset } from "../preset.ts";

const week = 7 * 86_400;

/** NServiceBus.Persistence.Sql 9. One row is both: the incoming message is processed, and its outgoing ones wait in it. */
export const nServiceBus: Preset = {
  name: "nservicebus",
  label: "NServiceBus, SQL persistence",
  tellsProcessed: true,
  find: (catalogue) =>
    tablesWith(catalogue, ["MessageId", "Dispatched", "DispatchedAt", "PersistenceVersion", "Operations"]).flatMap((table) => [
      processed(table),
      outbox(table),
    ]),
};

/** Committed with the handler's work. Its outgoing messages are dispatched after that. Rows go a week after they were dispatched. */
const processed = ({ schema, table }: TableRef): ProcessedMapping => ({
  kind: "processed",
  schema,
  table,
  eventId: "MessageId",
  consumer: null,
  at: utc("DispatchedAt"),
  done: [],
  keeps: week,
});

const outbox = (at: TableRef): OutboxMapping =>
  outboxAt(at, {
    id: "MessageId",
    payload: "Operations",
    publishedAt: utc("DispatchedAt"),
    pending: [{ column: "Dispatched", is: "not_true" }],
    published: [{ column: "Dispatched", is: "true" }],
    untold: [
      "A row that waits has no time: its age is unknown.",
      "The id is that of the incoming message. What was sent is no longer in the row.",
      "The table does not tell how often a row was tried, nor why it failed.",
    ],
  });
