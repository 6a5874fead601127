import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../context.ts";
import { columnOf, tableOf } from "../condition.ts";
import type { OutboxMapping } from "../mapping.ts";
import { ApplicationError, type ShopDatabase } from "../port.ts";
import { boundedRows, mostCounted, type Ready } from "./bounded.ts";
import { findApplication, findOutbox } from "./find-outbox.ts";
import type { RowsInput } from "./input.ts";
import type { OutboxRows } from "./output.ts";
import { lineColumns, rowOf, typeOf } from "./select-rows.ts";

const pageRows = 50;

/** Rows that wait or have failed, the oldest first, a page at a time. */
export async function listOutboxRows(ctx: Ctx, input: RowsInput): Promise<OutboxRows> {
  const seen = await findApplication(ctx, input.application, "message.view");
  const away = (reason: string): OutboxRows => ({ away: reason, rows: [], next: null, isCut: false, isPart: false });
  const found = await findOutbox(seen, input);
  if (typeof found === "string") return away(found);
  if (found.settled.state === "unknown") return away(found.settled.reason);
  const { settled } = found;
  const conditions = conditionsOf(settled.mapping, input.state);
  if (conditions === null) return { away: null, rows: [], next: null, isCut: false, isPart: false };
  const { database } = found.application;
  try {
    const bounded = await boundedRows(database, settled, conditions, chosenBy(settled));
    if (bounded === null) return away("No index finds these rows, so that listing them would read the whole table.");
    const rows = await database.read(pageOf(database, settled, bounded.rows, input.cursor ?? null));
    const page = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? page.at(-1) : undefined;
    const next = last ? JSON.stringify([last["at"], last["id"]]) : null;
    return {
      away: null,
      rows: page.map((row) => rowOf(settled.mapping, row)),
      next,
      isCut: bounded.isSampled,
      isPart: Number(page[0]?.["redrive_found"]) > mostCounted,
    };
  } catch (error) {
    if (error instanceof ApplicationError) return away(error.message);
    throw error;
  }
}

function conditionsOf(mapping: OutboxMapping, state: RowsInput["state"]) {
  if (mapping.unmarked !== undefined) return null;
  return state === "failed" ? mapping.failed : mapping.pending;
}

/** What rows are chosen and ordered by; null: all that they hold, since no index leads from an id back to its row. */
function chosenBy({ mapping: { id, created }, table }: Ready): readonly string[] | null {
  return table.indexed.includes(id) ? [id, ...(created === null ? [] : [created.column])] : null;
}

/** By time and id, over no more than what is counted. Only rows of the page are read: what all of them hold may be a gigabyte. */
function pageOf(database: ShopDatabase, settled: Ready, rows: SQL, after: string | null): SQL {
  const { dialect } = database;
  const { mapping, table } = settled;
  const { created } = mapping;
  const at =
    created === null
      ? sql`0`
      : sql`coalesce(cast(${dialect.epochMs(columnOf(created.column), typeOf(table, created.column), created)} as decimal(30, 6)), 0)`;
  const id = sql`t.${columnOf(mapping.id)}`;
  const isFound = chosenBy(settled) !== null;
  const found = sql`select bounded.*, count(*) over () as redrive_found from ${rows} as bounded`;
  // A limit of its own keeps what is told of a row from being computed for all that are sorted.
  const chosen = dialect.limited(
    sql`select ${isFound ? sql`${id} as redrive_id, redrive_found` : sql`t.*`}, ${at} as redrive_at from (${dialect.limited(found, mostCounted)}) as t
      where ${beyond(settled, dialect, { at, id }, after)} order by ${created === null ? id : sql`redrive_at, ${id}`}`,
    pageRows + 1,
  );
  const own = sql`own.${columnOf(mapping.id)}`;
  const from = isFound ? sql`(${chosen}) as chosen join ${tableOf(table)} as own on ${own} = redrive_id` : sql`(${chosen}) as own`;
  return sql`select ${lineColumns(database, settled)}, ${dialect.asText(sql`redrive_at`, "decimal")} as at, redrive_found from ${from} order by redrive_at, ${own}`;
}

/** Rows after the last of the page before. What is no such place begins from the start. */
function beyond({ table, mapping }: Ready, dialect: ShopDatabase["dialect"], { at, id }: { at: SQL; id: SQL }, after: string | null): SQL {
  const place = after === null ? null : readPlace(after);
  const type = typeOf(table, mapping.id);
  // A text that no id can be would be an error of the database.
  if (place === null || dialect.isOneOf(id, type, [place.id]) === null) return sql`1 = 1`;
  const beside = /int|numeric|decimal/.test(type)
    ? sql`cast(${place.id} as decimal(30, 0))`
    : type === "uuid"
      ? sql`cast(${place.id} as uuid)`
      : type === "binary(16)"
        ? sql`unhex(replace(${place.id}, '-', ''))`
        : sql`${place.id}`;
  return sql`(${at} > cast(${place.at} as decimal(30, 6)) or (${at} = cast(${place.at} as decimal(30, 6)) and ${id} > ${beside}))`;
}

function readPlace(after: string): { readonly at: string; readonly id: string } | null {
  try {
    const [at, id, ...rest] = JSON.parse(after) as unknown[];
    return typeof at === "string" && /^\d{1,20}(?:\.\d{1,6})?$/.test(at) && typeof id === "string" && rest.length === 0 ? { at, id } : null;
  } catch {
    return null;
  }
}
