import type { Table } from "../catalogue.ts";
import { hasColumn, utc } from "../has-columns.ts";
import type { ProcessedMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

const firstOf = (table: Table, names: readonly string[]) => names.find((name) => hasColumn(table, name)) ?? null;

/** A row with such a column may be a claim, or tell of another outcome than "done", or be over: its time proves nothing. */
const tellsMore =
  /^(?:.*(?:status|state|outcome|result)|(?:lock|lease|claim|expir).*|handled|processed|consumed|done|success|failed|error)$/i;

/**
 * A table of processed events of one's own, of the usual shape: an event id, who processed it, when. One whose rows say more than that is not found: it has to
 * be mapped by hand, with what means "done".
 */
export const processedEvents: Preset = {
  name: "processed-events",
  label: "Processed events of the usual shape (event_id, consumer, processed_at)",
  tellsProcessed: true,
  find: (catalogue) => catalogue.flatMap((table) => read(table) ?? []),
};

function read(table: Table): ProcessedMapping | null {
  if (!/processed|handled|inbox|consumed|idempot/i.test(table.table)) return null;
  const eventId = firstOf(table, ["event_id", "message_id", "eventId", "messageId"]);
  const at = firstOf(table, ["processed_at", "handled_at", "consumed_at", "processedAt", "handledAt", "at"]);
  if (eventId === null || at === null || table.columns.some(({ name: column }) => tellsMore.test(column))) return null;
  const { schema, table: name } = table;
  const consumer = firstOf(table, ["consumer", "consumer_id", "consumer_group", "handler", "subscriber"]);
  // Where a row is claimed first, its time is written when the work is done.
  return {
    kind: "processed",
    schema,
    table: name,
    eventId,
    consumer,
    at: utc(at),
    done: [{ column: at, is: "not_null" }],
    keeps: "oldest",
  };
}
