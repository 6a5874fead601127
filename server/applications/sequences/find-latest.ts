import { sql } from "drizzle-orm";
import { columnOf } from "../condition.ts";
import type { LatestMapping } from "../mapping.ts";
import { readMoment } from "../moment.ts";
import { type Application, ApplicationError } from "../port.ts";
import type { Settled } from "../settle-table.ts";
import { ofKind, readTables } from "../tables.ts";
import { askKeys, typeOf } from "./ask-keys.ts";

/**
 * The time of the newest event of one key that was processed, as that event says it, in milliseconds since 1970. `mayLag`: why what is read there may be
 * older than what was processed, in a sentence; null: it is not.
 */
export type Latest =
  | { readonly state: "known"; readonly at: number; readonly mayLag: string | null }
  /** The table has no row of the key. */
  | { readonly state: "absent"; readonly mayLag: string | null }
  | { readonly state: "unknown"; readonly reason: string };

export interface StateOf {
  readonly key: string;
  readonly eventType: string;
}

/**
 * The time of the newest event that an application processed of each key, by one statement for each table. null: it has no such table for events of that type.
 * What cannot be asked is unknown, with the reason.
 */
export async function findLatest(
  application: Application,
  consumer: string | null,
  asked: readonly StateOf[],
): Promise<(one: StateOf) => Latest | null> {
  const mappings = application.spec.tables.filter((one): one is LatestMapping => "kind" in one && one.kind === "latest");
  const tableOf = ({ eventType }: StateOf) => mappings.find(({ eventTypes }) => eventTypes?.includes(eventType) ?? true);
  if (!asked.some(tableOf)) return () => null;
  const tables = await readTables(application);
  if (tables.state === "unknown") return (one) => (tableOf(one) ? { state: "unknown", reason: tables.reason } : null);
  const told = await Promise.all(
    ofKind(tables.tables, "latest").map(async (settled) => {
      const keys = asked.flatMap((one) => (tableOf(one) === settled.mapping ? one.key : []));
      return [settled.mapping, await askTable(application, settled, consumer, keys)] as const;
    }),
  );
  const byTable = new Map(told);
  return (one) => {
    const mapping = tableOf(one);
    return (mapping && byTable.get(mapping)?.(one.key)) ?? null;
  };
}

async function askTable(
  application: Application,
  settled: Settled<LatestMapping>,
  consumer: string | null,
  keys: readonly string[],
): Promise<(key: string) => Latest> {
  const { mapping } = settled;
  const name = `${mapping.schema}.${mapping.table}`;
  const unknown = (reason: string) => (): Latest => ({ state: "unknown", reason });
  if (settled.state === "unknown") return unknown(settled.reason);
  if (keys.length === 0) return unknown("It was not asked.");
  const mayLag = await whyLags(application, settled.table.is === "materialized" ? name : null);
  if (typeof mayLag === "object" && mayLag !== null) return unknown(mayLag.failed);
  const { column } = mapping.eventAt;
  const at = application.database.dialect.epochMs(columnOf(column), typeOf(settled.table, column), mapping.eventAt);
  const values = sql`max(${at}) as at, count(*) - count(${at}) as untimed`;
  const told = await askKeys(application, { mapping, table: settled.table, values, isGrouped: true }, consumer, keys);
  return (key) => {
    const rows = told(key);
    if (rows.state === "unknown") return rows;
    if (rows.rows.length === 0) return { state: "absent", mayLag };
    const times = rows.rows.map((row) => (Number(row["untimed"]) > 0 ? null : readMoment(row["at"])));
    const known = times.filter((time) => time !== null);
    if (known.length < times.length) return { state: "unknown", reason: `A row of the key in ${name} has no time.` };
    return { state: "known", at: Math.max(...known), mayLag };
  };
}

/** Why a newer event may be processed that is not seen there; null: none is. `materialized`: the name of such a view. */
async function whyLags({ database }: Application, materialized: string | null): Promise<string | null | { readonly failed: string }> {
  if (materialized !== null) return `${materialized} is a materialized view, and may not have the newest event yet.`;
  try {
    const lag = await database.dialect.replicaLag(database.read);
    return lag === null ? null : "The database is a replica, and may not have the newest event yet.";
  } catch (error) {
    if (error instanceof ApplicationError) return { failed: error.message };
    throw error;
  }
}
