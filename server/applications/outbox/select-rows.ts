import { type SQL, sql } from "drizzle-orm";
import { findColumn, type Table } from "../catalogue.ts";
import { ExactNumber, readFront } from "../../text/json-value.ts";
import { wholeNumber } from "../../text/whole-number.ts";
import { columnOf, holding } from "../condition.ts";
import type { InPayload } from "../mapping.ts";
import { readMoment } from "../moment.ts";
import type { Dialect, Row } from "../port.ts";
import type { Ready } from "./bounded.ts";
import type { OutboxRow } from "./output.ts";

/** Longer names and errors are cut at the database. */
const mostText = 2_000;
/** Of a payload so much is read for what stands in it. */
const mostPayload = 16_384;

export const typeOf = (table: Table, column: string) => findColumn(table, column)?.type ?? "text";

/** The columns of a row as a list shows it. */
export function lineColumns({ dialect }: { readonly dialect: Dialect }, { mapping, table }: Ready): SQL {
  const text = (column: string | InPayload | null) =>
    column === null || typeof column === "object"
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
    ${text(mapping.destination)} as destination, ${text(mapping.key)} as event_key, ${text(mapping.number ?? null)} as event_number, ${time(mapping.created)} as created, ${time(mapping.publishedAt)} as published,
    ${text(mapping.attempts)} as attempts, ${text(mapping.error)} as error, ${payloadOf(dialect, { mapping, table })} as redrive_payload`;
}

/** The beginning of the payload, where something is read in it. */
function payloadOf(dialect: Dialect, { mapping, table }: Pick<Ready, "mapping" | "table">): SQL {
  const { payload, eventId, eventType, key, number = null } = mapping;
  const type = payload === null ? "" : typeOf(table, payload);
  const isRead = [eventId, eventType, key, number].some((one) => one !== null && typeof one === "object");
  // Its bytes are packed, or in a character set that nobody names.
  if (payload === null || !isRead || /bytea|blob|binary/.test(type)) return sql`null`;
  return sql`substring(${dialect.asText(columnOf(payload), type)}, 1, ${sql.raw(String(mostPayload))})`;
}

const states = ["unpublished", "failed", "published", "other"] as const;

/** Pure. A row of `lineColumns`. */
export function rowOf({ eventId, eventType, key, number }: Ready["mapping"], row: Row): OutboxRow {
  const text = (name: string) => (row[name] === null || row[name] === undefined ? null : String(row[name]));
  const payload = readFront(text("redrive_payload") ?? "");
  const textOf = (column: string | InPayload | null, name: string) =>
    column !== null && typeof column === "object" ? textIn(payload, column.inPayload) : text(name);
  const attempts = Number(row["attempts"] ?? Number.NaN);
  return {
    id: String(row["id"]),
    state: states.find((state) => state === row["state"]) ?? "other",
    eventId: textOf(eventId, "event_id"),
    eventType: textOf(eventType, "event_type"),
    destination: text("destination"),
    key: textOf(key, "event_key"),
    number: wholeNumber(textOf(number ?? null, "event_number")),
    createdAt: timeOf(row["created"]),
    attempts: Number.isFinite(attempts) ? attempts : null,
    error: text("error"),
  };
}

/** Pure. The text or number at the first of these places that has one. */
function textIn(json: unknown, places: readonly string[]): string | null {
  for (const place of places) {
    const found = place
      .split(".")
      .reduce<unknown>((value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined), json);
    if (found instanceof ExactNumber) return found.digits;
    if (typeof found === "number" || (typeof found === "string" && found !== "")) return String(found).slice(0, mostText);
  }
  return null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

export function timeOf(value: unknown): Date | null {
  const ms = readMoment(value);
  return ms === null ? null : new Date(ms);
}
