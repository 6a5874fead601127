import type { Table } from "../catalogue.ts";
import { hasColumn, outboxAt, utc } from "../has-columns.ts";
import type { OutboxMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

const firstOf = (table: Table, names: readonly string[]) => names.find((name) => hasColumn(table, name)) ?? null;

const publishedAt = ["published_at", "sent_at", "dispatched_at", "relayed_at", "publishedAt", "sentAt"];
/** Where columns lack, the envelope stands in the payload. */
const inPayload = {
  eventId: ["eventId", "event_id"],
  eventType: ["eventType", "event_type"],
  key: ["aggregateId", "aggregate_id"],
  number: ["sequenceNumber", "sequence_number"],
};
const created = ["created_at", "occurred_at", "inserted_at", "createdAt", "occurredAt"];

/** An outbox of one's own, of the usual shape: an id, a body, and a time of publishing that is null until then. */
export const outbox: Preset = {
  name: "outbox",
  label: "Outbox of the usual shape (id, payload, published_at)",
  find: (catalogue) => catalogue.flatMap((table) => read(table) ?? []),
};

function read(table: Table): OutboxMapping | null {
  // Articles have an id, a body and published_at too.
  if (!/outbox|event/i.test(table.table)) return null;
  const id = firstOf(table, ["id", "outbox_id"]);
  const payload = firstOf(table, ["payload", "body", "data", "content"]);
  const at = firstOf(table, publishedAt);
  if (id === null || payload === null || at === null) return null;
  const written = firstOf(table, created);
  return outboxAt(table, {
    id,
    eventId: firstOf(table, ["event_id", "message_id", "eventId", "messageId"]) ?? { inPayload: inPayload.eventId },
    eventType: firstOf(table, ["event_type", "message_type", "type", "eventType", "messageType"]) ?? { inPayload: inPayload.eventType },
    destination: firstOf(table, ["topic", "destination", "queue", "exchange", "routing_key"]),
    key: firstOf(table, ["aggregate_id", "message_key", "partition_key", "aggregateId", "key"]) ?? { inPayload: inPayload.key },
    number: firstOf(table, ["sequence_number", "sequenceNumber"]) ?? { inPayload: inPayload.number },
    payload,
    headers: firstOf(table, ["headers", "metadata"]),
    created: written === null ? null : utc(written),
    publishedAt: utc(at),
    attempts: firstOf(table, ["attempts", "retries", "retry_count"]),
    error: firstOf(table, ["last_error", "error", "error_message"]),
    pending: [{ column: at, is: "null" }],
    published: [{ column: at, is: "not_null" }],
    untold: [
      "The table does not tell which rows the relay has given up.",
      ...(written === null ? ["A row does not tell when it was written: its age is unknown."] : []),
    ],
  });
}
