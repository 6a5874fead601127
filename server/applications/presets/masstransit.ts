import { outboxAt, tablesWith, utc } from "../has-columns.ts";
import type { OutboxMapping, ProcessedMapping, TableRef } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** MassTransit.EntityFrameworkCore 8.5, its migrations and `InboxState`, `OutboxMessage`. */
export const massTransit: Preset = {
  name: "masstransit",
  label: "MassTransit, outbox of Entity Framework",
  tellsProcessed: true,
  find: (catalogue) => [
    ...tablesWith(catalogue, ["MessageId", "ConsumerId", "LockId", "Received", "ReceiveCount", "Consumed", "Delivered"]).map(inbox),
    ...tablesWith(catalogue, ["SequenceNumber", "EnqueueTime", "SentTime", "OutboxId", "MessageId", "MessageType", "Body"]).map(outbox),
  ],
};

/** The row is committed before the handler runs, so it means "done" only with `Consumed`; 30 minutes after `Delivered` it is removed. `ConsumerId` is a hash. */
const inbox = ({ schema, table }: TableRef): ProcessedMapping => ({
  kind: "processed",
  schema,
  table,
  eventId: "MessageId",
  consumer: "ConsumerId",
  at: utc("Consumed"),
  done: [{ column: "Consumed", is: "not_null" }],
  keeps: 30 * 60,
});

/** A row is there until it is delivered. */
const outbox = (at: TableRef): OutboxMapping =>
  outboxAt(at, {
    id: "SequenceNumber",
    eventId: "MessageId",
    eventType: "MessageType",
    destination: "DestinationAddress",
    payload: "Body",
    headers: "Headers",
    created: utc("SentTime"),
    pending: [],
    published: null,
    untold: [
      "A row does not tell how often it was tried, nor why it failed: the first one that fails stops the rows of its OutboxId.",
      "A message that is scheduled for later counts as unpublished.",
    ],
  });
