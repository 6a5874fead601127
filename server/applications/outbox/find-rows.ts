import { sql } from "drizzle-orm";
import type { Ctx } from "../../context.ts";
import { holding, tableOf } from "../condition.ts";
import { type Application, ApplicationError, type ShopDatabase } from "../port.ts";
import type { InPayload, OutboxMapping, TableRef } from "../mapping.ts";
import { seenApplications } from "../seen.ts";
import type { Settled } from "../settle-table.ts";
import { ofKind, readTables } from "../tables.ts";
import { chooseRows } from "./choose-rows.ts";
import type { OutboxRow } from "./output.ts";
import { lineColumns, rowOf } from "./select-rows.ts";
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
  column: string | InPayload,
  { by, value }: Sought,
): Promise<Omit<OutboxRowsFound, "application">> {
  const { schema, table: name } = settled.mapping;
  const answer = (rows: readonly OutboxRow[], reason: string | null = null) => ({ outbox: { schema, table: name }, reason, rows });
  if (settled.state === "unknown") return answer([], settled.reason);
  const { table } = settled;
  const { dialect } = database;
  try {
    const chosen = await chooseRows(database, settled, column, [value]);
    if (typeof chosen === "string") return answer([], chosen);
    if (chosen === null) return answer([]);
    const marked = await settleMarks(database, settled);
    if (by === "key" && marked.mapping.unmarked !== undefined)
      return answer([], `The rows of ${schema}.${name} do not tell what was published.`);
    const waits = by === "key" ? sql` and ${holding(dialect, table, marked.mapping.pending)}` : sql``;
    const select = sql`select ${lineColumns(database, marked)} from ${tableOf(table)} where ${chosen}${waits}`;
    return answer((await database.read(dialect.limited(select, mostRows))).map((row) => rowOf(settled.mapping, row)));
  } catch (error) {
    if (error instanceof ApplicationError) return answer([], error.message);
    throw error;
  }
}
