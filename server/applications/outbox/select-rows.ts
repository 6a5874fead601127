import { type SQL, sql } from "drizzle-orm";
import { findColumn, type Table } from "../catalogue.ts";
import { columnOf, holding } from "../condition.ts";
import { readMoment } from "../moment.ts";
import type { Dialect, Row } from "../port.ts";
import type { Ready } from "./bounded.ts";
import type { OutboxRow } from "./output.ts";

/** Longer names and errors are cut at the database. */
const mostText = 2_000;

export const typeOf = (table: Table, column: string) => findColumn(table, column)?.type ?? "text";

/** The columns of a row as a list shows it. */
export function lineColumns({ dialect }: { readonly dialect: Dialect }, { mapping, table }: Ready): SQL {
  const text = (column: string | null) =>
    column === null
      ? sql`null`
      : sql`substring(${dialect.asText(columnOf(column), typeOf(table, column))}, 1, ${sql.raw(String(mostText))})`;
  const time = (at: Ready["mapping"]["created"]) =>
    at === null ? sql`null` : dialect.epochMs(columnOf(at.column), typeOf(table, at.column), at);
  const when = (conditions: Ready["mapping"]["failed"], state: string) =>
    conditions === null ? sql`` : sql`when ${holding(dialect, table, conditions)} then ${sql.raw(`'${state}'`)} `;
  const { unmarked } = mapping;
  const state =
    unmarked !== undefined
      ? sql`'other'`
      : sql`case ${when(mapping.failed, "failed")}${when(mapping.published, "published")}${when(mapping.pending, "unpublished")} else 'other' end`;
  return sql`${dialect.asText(columnOf(mapping.id), typeOf(table, mapping.id))} as id, ${state} as state, ${text(mapping.eventId)} as event_id, ${text(mapping.eventType)} as event_type,
    ${text(mapping.destination)} as destination, ${text(mapping.key)} as event_key, ${time(mapping.created)} as created, ${time(mapping.publishedAt)} as published,
    ${text(mapping.attempts)} as attempts, ${text(mapping.error)} as error`;
}

const states = ["unpublished", "failed", "published", "other"] as const;

/** Pure. A row of `lineColumns`. */
export function rowOf(row: Row): OutboxRow {
  const text = (name: string) => (row[name] === null || row[name] === undefined ? null : String(row[name]));
  const attempts = Number(row["attempts"] ?? Number.NaN);
  return {
    id: String(row["id"]),
    state: states.find((state) => state === row["state"]) ?? "other",
    eventId: text("event_id"),
    eventType: text("event_type"),
    destination: text("destination"),
    key: text("event_key"),
    createdAt: timeOf(row["created"]),
    attempts: Number.isFinite(attempts) ? attempts : null,
    error: text("error"),
  };
}

export function timeOf(value: unknown): Date | null {
  const ms = readMoment(value);
  return ms === null ? null : new Date(ms);
}
