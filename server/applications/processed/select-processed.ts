import { type SQL, sql } from "drizzle-orm";
import { findColumn } from "../catalogue.ts";
import { columnOf, holding, tableOf } from "../condition.ts";
import type { ProcessedMapping } from "../mapping.ts";
import type { Application } from "../port.ts";
import type { Settled } from "../settle-table.ts";
import type { EventRef } from "./processed.ts";

/** A table of processed events that can be asked. */
export type Ready = Extract<Settled<ProcessedMapping>, { readonly state: "ready" }>;

export const typeOf = (table: Ready["table"], column: string) => findColumn(table, column)?.type ?? "text";

/**
 * One row for each event and consumer: `id`, `consumer`, `at`, `last_at` and `times`. null: none of the ids can be one of this table. `of`: only of this consumer, so that
 * an index of consumer and event serves; null: of all.
 */
export function selectProcessed(
  { mapping, table }: Ready,
  dialect: Application["database"]["dialect"],
  { events, of: name }: { readonly events: readonly Pick<EventRef, "eventId">[]; readonly of: string | null },
): SQL | null {
  const id = columnOf(mapping.eventId);
  const sought = dialect.isOneOf(id, findColumn(table, mapping.eventId)?.type ?? "text", [
    ...new Set(events.map(({ eventId }) => eventId)),
  ]);
  if (sought === null) return null;
  const own =
    name === null || mapping.consumer === null
      ? sql`1 = 1`
      : dialect.isOneOf(columnOf(mapping.consumer), typeOf(table, mapping.consumer), [name]);
  if (own === null) return null;
  const consumer = mapping.consumer === null ? sql`''` : dialect.asText(columnOf(mapping.consumer), typeOf(table, mapping.consumer));
  const time = (aggregate: SQL) =>
    mapping.at === null
      ? sql`null`
      : sql`${aggregate}(${dialect.epochMs(columnOf(mapping.at.column), typeOf(table, mapping.at.column), mapping.at)})`;
  return sql`select ${dialect.asText(id, typeOf(table, mapping.eventId))} as id, ${consumer} as consumer, ${time(sql`min`)} as at, ${time(sql`max`)} as last_at, count(*) as times
    from ${tableOf(mapping)} where ${sought} and ${own} and ${holding(dialect, table, mapping.done)} group by 1, 2`;
}
