import { sql } from "drizzle-orm";
import type { Ctx } from "../../context.ts";
import { holding, tableOf } from "../condition.ts";
import { type Application, ApplicationError, type ShopDatabase } from "../port.ts";
import { seenApplications } from "../seen.ts";
import type { Settled } from "../settle-table.ts";
import type { OutboxMapping } from "../mapping.ts";
import { ofKind, readTables } from "../tables.ts";
import { chooseRows, valuesAt } from "./choose-rows.ts";
import { lineColumns, rowOf } from "./select-rows.ts";
import { settleMarks } from "./settle-marks.ts";
import { within } from "./watch.ts";

/** A number of a key that no stored message has. */
export interface MissingNumber {
  readonly key: string;
  readonly number: string;
}

/** So many are looked up by one statement. */
const mostKeys = 100;
const mostRows = 1_000;
/** Nothing is sent, or shown, later than this because of it. */
const waitMs = 1_000;

const nameOf = ({ key, number }: MissingNumber) => JSON.stringify([key, number]);

/**
 * In which outbox missing numbers wait to be published, as "public.outbox of orders", by one statement for each outbox that tells key and number and has an index of
 * the key. null: in none, or nobody knows within a second. What cannot be asked is left out.
 */
export async function findNumbers(
  applications: readonly Application[],
  missing: readonly MissingNumber[],
): Promise<(one: MissingNumber) => string | null> {
  if (missing.length === 0) return () => null;
  const asked = missing.slice(0, mostKeys);
  const found = await Promise.all(applications.map((application) => within(askApplication(application, asked), waitMs)));
  const places = new Map(found.flatMap((told) => told ?? []));
  return (one) => places.get(nameOf(one)) ?? null;
}

async function askApplication(application: Application, asked: readonly MissingNumber[]): Promise<readonly (readonly [string, string])[]> {
  const { spec, database } = application;
  const tables = await readTables(application);
  const outboxes = tables.state === "unknown" ? [] : ofKind(tables.tables, "outbox");
  const told = await Promise.all(
    outboxes.map(async (settled) => {
      const { schema, table } = settled.mapping;
      const numbers = await askTable(database, settled, asked).catch(unlessRefused);
      return numbers.map((one) => [nameOf(one), `${schema}.${table} of ${spec.name}`] as const);
    }),
  );
  return told.flat();
}

/** The applications whose outboxes whoever asks may see. */
export async function seenOutboxes(ctx: Ctx): Promise<readonly Application[]> {
  return (await seenApplications(ctx, "message.view")).map(({ application }) => application);
}

function unlessRefused(error: unknown): readonly MissingNumber[] {
  if (error instanceof ApplicationError) return [];
  throw error;
}

async function askTable(
  database: ShopDatabase,
  settled: Settled<OutboxMapping>,
  asked: readonly MissingNumber[],
): Promise<readonly MissingNumber[]> {
  const { key, number } = settled.mapping;
  if (settled.state === "unknown" || key === null || number === undefined) return [];
  const { dialect } = database;
  const numbered = valuesAt(dialect, settled, number, [...new Set(asked.map((one) => one.number))]);
  const chosen = numbered && (await chooseRows(database, settled, key, [...new Set(asked.map((one) => one.key))]));
  if (numbered === null || chosen === null || typeof chosen === "string") return [];
  const marked = await settleMarks(database, settled);
  if (marked.mapping.unmarked !== undefined) return [];
  const waits = holding(dialect, settled.table, marked.mapping.pending);
  const select = sql`select ${lineColumns(database, marked)} from ${tableOf(settled.table)} where ${chosen} and ${numbered} and ${waits}`;
  const rows = (await database.read(dialect.limited(select, mostRows))).map((row) => rowOf(settled.mapping, row));
  return rows.flatMap((row) => (row.key === null || row.number === null ? [] : [{ key: row.key, number: row.number }]));
}
