import { sql } from "drizzle-orm";
import type { Ctx } from "../../context.ts";
import { columnOf, holding, tableOf } from "../condition.ts";
import { type Application, ApplicationError, type ShopDatabase } from "../port.ts";
import type { OutboxMapping, TableRef } from "../mapping.ts";
import { seenApplications } from "../seen.ts";
import type { Settled } from "../settle-table.ts";
import { ofKind, readTables } from "../tables.ts";
import type { OutboxRow } from "./output.ts";
import { lineColumns, rowOf, typeOf } from "./select-rows.ts";
import { settleMarks } from "./settle-marks.ts";

/** eventId: every row of an event. key: rows of a key that have not left yet. */
export interface Sought {
  readonly by: "eventId" | "key";
  readonly value: string;
}

/** What one outbox has of it. */
export interface OutboxRowsFound {
  readonly application: string;
  /** Its outbox. null: of none of them anything is known, since the database does not answer. */
  readonly outbox: TableRef | null;
  /** Why it cannot be looked up there; null: these are its rows. */
  readonly reason: string | null;
  /** So many at most. */
  readonly rows: readonly OutboxRow[];
}

const mostRows = 5;

/**
 * Looks an event or a key up in each outbox that whoever asks may see and that holds such a column, by an index alone. Outboxes that have nothing of it are left
 * out: it was never there, or it was removed when it was published. A database that does not answer has one entry with the reason.
 */
export async function findOutboxRows(ctx: Ctx, sought: Sought): Promise<readonly OutboxRowsFound[]> {
  const seen = await seenApplications(ctx, "message.view");
  const all = await Promise.all(seen.map(({ application }) => askApplication(application, sought)));
  return all.flat().filter(({ rows, reason }) => rows.length > 0 || reason !== null);
}

async function askApplication(application: Application, sought: Sought): Promise<readonly OutboxRowsFound[]> {
  const tables = await readTables(application);
  const { name } = application.spec;
  if (tables.state === "unknown")
    return mayHoldOutbox(application) ? [{ application: name, outbox: null, reason: tables.reason, rows: [] }] : [];
  const asked = ofKind(tables.tables, "outbox").flatMap((settled) => {
    const column = settled.mapping[sought.by];
    return column === null ? [] : [askTable(application.database, settled, column, sought)];
  });
  return (await Promise.all(asked)).map((one) => ({ application: name, ...one }));
}

/** By redrive.yaml alone. */
const mayHoldOutbox = ({ spec }: Application) =>
  spec.tables.some((one) => ("preset" in one ? one.only === null || one.only === "outbox" : one.kind === "outbox"));

async function askTable(
  database: ShopDatabase,
  settled: Settled<OutboxMapping>,
  column: string,
  { by, value }: Sought,
): Promise<Omit<OutboxRowsFound, "application">> {
  const { schema, table: name } = settled.mapping;
  const answer = (rows: readonly OutboxRow[], reason: string | null = null) => ({ outbox: { schema, table: name }, reason, rows });
  if (settled.state === "unknown") return answer([], settled.reason);
  const { table } = settled;
  const { dialect } = database;
  if (!table.indexed.includes(column)) return answer([], `${schema}.${name} has no index that begins with ${column}.`);
  const type = typeOf(table, column);
  if (!dialect.finds(type)) return answer([], `Redrive does not look for ids in columns of type ${type}, as ${column} is.`);
  const chosen = dialect.isOneOf(columnOf(column), type, [value]);
  if (chosen === null) return answer([]);
  try {
    const marked = await settleMarks(database, settled);
    if (by === "key" && marked.mapping.unmarked !== undefined)
      return answer([], `The rows of ${schema}.${name} do not tell what was published.`);
    const waits = by === "key" ? sql` and ${holding(dialect, table, marked.mapping.pending)}` : sql``;
    const select = sql`select ${lineColumns(database, marked)} from ${tableOf(table)} where ${chosen}${waits}`;
    return answer((await database.read(dialect.limited(select, mostRows))).map(rowOf));
  } catch (error) {
    if (error instanceof ApplicationError) return answer([], error.message);
    throw error;
  }
}
