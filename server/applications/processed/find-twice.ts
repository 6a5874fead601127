import { sql } from "drizzle-orm";
import { columnOf, columnsIn, holding, tableOf } from "../condition.ts";
import type { ProcessedMapping } from "../mapping.ts";
import { readMoment } from "../moment.ts";
import { type Application, ApplicationError } from "../port.ts";
import type { Settled } from "../settle-table.ts";
import { ofKind, readTables } from "../tables.ts";
import { type Ready, typeOf } from "./select-processed.ts";

/** Only the newest rows are looked at: more would be felt by the database. */
export const newestRows = 10_000;
const most = 50;

/** Events that one table holds more than once for the same consumer, among its newest rows. */
export interface Twice {
  /** With its schema. */
  readonly table: string;
  /** Why it could not be asked; null: it was. */
  readonly reason: string | null;
  /** Times in milliseconds since 1970. */
  readonly events: readonly {
    readonly eventId: string;
    readonly consumer: string | null;
    readonly times: number;
    /** null: no date can hold it. */
    readonly at: number | null;
    readonly lastAt: number | null;
  }[];
}

/** What an application processed twice, as its tables without a unique key show; or why it cannot be asked. */
export async function findTwice(application: Application): Promise<{ readonly tables: readonly Twice[]; readonly reason: string | null }> {
  const tables = await readTables(application);
  if (tables.state === "unknown") return { tables: [], reason: tables.reason };
  const settled = ofKind(tables.tables, "processed");
  const reason = settled.length === 0 ? (tables.problems[0] ?? "It has no table of processed events.") : null;
  return { tables: await Promise.all(settled.map((one) => askTable(application, one))), reason };
}

async function askTable({ database }: Application, settled: Settled<ProcessedMapping>): Promise<Twice> {
  const { mapping } = settled;
  const table = `${mapping.schema}.${mapping.table}`;
  if (settled.state === "unknown") return { table, reason: settled.reason, events: [] };
  if (mapping.at === null || !settled.table.indexed.includes(mapping.at.column)) {
    const column = mapping.at === null ? "its time" : mapping.at.column;
    return {
      table,
      reason: `${table} has no index that begins with ${column}: its newest rows cannot be found without reading all.`,
      events: [],
    };
  }
  try {
    const rows = await database.read(select(settled, database.dialect, mapping.at));
    if (rows.some((row) => readMoment(row["last_at"]) === null))
      return { table, reason: `${mapping.at.column} of ${table} holds no times.`, events: [] };
    return {
      table,
      reason: null,
      events: rows.map((row) => ({
        eventId: String(row["id"]),
        consumer: mapping.consumer === null ? null : String(row["consumer"]),
        times: Number(row["times"]),
        at: readMoment(row["first_at"]),
        lastAt: readMoment(row["last_at"]),
      })),
    };
  } catch (error) {
    if (error instanceof ApplicationError) return { table, reason: error.message, events: [] };
    throw error;
  }
}

/**
 * The newest rows are chosen before those that are done: where few are, looking for so many of them would read the whole table. `order by` takes the name of an
 * answer before that of a column, so no name of the answer may be one of the table.
 */
function select({ mapping, table }: Ready, dialect: Application["database"]["dialect"], at: NonNullable<ProcessedMapping["at"]>) {
  const consumer = mapping.consumer === null ? sql`''` : dialect.asText(columnOf(mapping.consumer), typeOf(table, mapping.consumer));
  const time = columnOf(at.column);
  const names = [
    ...new Set([mapping.eventId, at.column, ...(mapping.consumer === null ? [] : [mapping.consumer]), ...columnsIn(mapping.done)]),
  ];
  const newest = dialect.limited(
    sql`select ${sql.join(names.map(columnOf), sql`, `)} from ${tableOf(mapping)} where ${time} is not null order by ${time} desc`,
    newestRows,
  );
  const done = sql`select ${dialect.asText(columnOf(mapping.eventId), typeOf(table, mapping.eventId))} as id, ${consumer} as consumer, ${dialect.epochMs(time, typeOf(table, at.column), at)} as redrive_at
    from (${newest}) newest where ${holding(dialect, table, mapping.done)}`;
  return dialect.limited(
    sql`select id, consumer, min(redrive_at) as first_at, max(redrive_at) as last_at, count(*) as times from (${done}) done where redrive_at is not null group by id, consumer having count(*) > 1 order by last_at desc`,
    most,
  );
}
