import { type Application, ApplicationError } from "../port.ts";
import type { ProcessedMapping } from "../mapping.ts";
import type { Settled } from "../settle-table.ts";
import { ofKind, readTables } from "../tables.ts";
import { readMoment } from "../moment.ts";
import { whyNoId, whyNotFound } from "../why-not-found.ts";
import { keptSince } from "./kept-since.ts";
import type { KeptSince } from "./processed.ts";
import { selectProcessed } from "./select-processed.ts";

/** What one table holds of an event. */
export interface ProcessedRows {
  /** With its schema. */
  readonly table: string;
  /** Why it could not be asked; null: it was. */
  readonly reason: string | null;
  /** A row for each consumer. Times in milliseconds since 1970; null: the table does not say. `consumer` null: the table is of one consumer. */
  readonly rows: readonly {
    readonly consumer: string | null;
    readonly at: number | null;
    readonly lastAt: number | null;
    readonly times: number;
  }[];
  readonly since: KeptSince;
  readonly warnings: readonly string[];
}

/**
 * What each table of processed events of an application holds of one event, or why the application cannot be asked. Other consumers than this one are told where
 * an index begins with the event's id: their rows could not be found otherwise without reading all.
 */
export async function listProcessed(
  application: Application,
  consumer: string | null,
  eventId: string,
): Promise<{ readonly tables: readonly ProcessedRows[]; readonly reason: string | null }> {
  const tables = await readTables(application);
  if (tables.state === "unknown") return { tables: [], reason: tables.reason };
  const settled = ofKind(tables.tables, "processed");
  const reason = settled.length === 0 ? (tables.problems[0] ?? "It has no table of processed events.") : null;
  return { tables: await Promise.all(settled.map((one) => listTable(application, one, consumer, eventId))), reason };
}

async function listTable(
  { database }: Application,
  settled: Settled<ProcessedMapping>,
  consumer: string | null,
  eventId: string,
): Promise<ProcessedRows> {
  const { mapping } = settled;
  const table = `${mapping.schema}.${mapping.table}`;
  const unknown = (reason: string): ProcessedRows => ({ table, reason, rows: [], since: { unknown: reason }, warnings: [] });
  if (settled.state === "unknown") return unknown(settled.reason);
  const of = settled.table.indexed.includes(mapping.eventId) ? null : consumer;
  const sought = { table: settled.table, id: mapping.eventId, by: mapping.consumer, consumer: of };
  const why = whyNotFound(database.dialect, sought) ?? whyNoId(database.dialect, settled.table, mapping.eventId, eventId);
  if (why !== null) return unknown(why);
  try {
    const statement = selectProcessed(settled, database.dialect, { events: [{ eventId }], of });
    const rows = statement === null ? [] : await database.read(statement);
    return {
      table,
      reason: null,
      rows: rows.map((row) => ({
        consumer: mapping.consumer === null ? null : String(row["consumer"]),
        at: readMoment(row["at"]),
        lastAt: readMoment(row["last_at"]),
        times: Number(row["times"]),
      })),
      since: await keptSince(settled, database, consumer),
      warnings: settled.warnings,
    };
  } catch (error) {
    if (error instanceof ApplicationError) return unknown(error.message);
    throw error;
  }
}
