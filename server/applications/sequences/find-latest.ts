import { sql } from "drizzle-orm";
import { columnOf } from "../condition.ts";
import { readMoment } from "../moment.ts";
import type { Application } from "../port.ts";
import { ofKind, readTables } from "../tables.ts";
import { askKeys, typeOf } from "./ask-keys.ts";

/** The time of the newest event of one key that was processed, as that event says it, in milliseconds since 1970. */
export type Latest =
  | { readonly state: "known"; readonly at: number }
  /** The table has no row of the key. */
  | { readonly state: "absent" }
  | { readonly state: "unknown"; readonly reason: string };

export interface Latests {
  /** Where it is read: "public.order_views". */
  readonly table: string;
  readonly of: (key: string) => Latest;
}

/** The time of the newest event that an application processed of each key, by one statement. null: it has no such table. What cannot be asked is unknown, with the reason. */
export async function findLatest(application: Application, consumer: string | null, keys: readonly string[]): Promise<Latests | null> {
  if (!application.spec.tables.some((one) => "kind" in one && one.kind === "latest")) return null;
  const tables = await readTables(application);
  if (tables.state === "unknown") return unknownOf(application.spec.name, tables.reason);
  const [settled] = ofKind(tables.tables, "latest");
  if (!settled) return null;
  const { mapping } = settled;
  const name = `${mapping.schema}.${mapping.table}`;
  if (settled.state === "unknown") return unknownOf(name, settled.reason);
  const { column } = mapping.eventAt;
  const at = application.database.dialect.epochMs(columnOf(column), typeOf(settled.table, column), mapping.eventAt);
  const told = await askKeys(application, { mapping, table: settled.table, values: sql`${at} as at`, isGrouped: false }, consumer, keys);
  return {
    table: name,
    of: (key) => {
      const rows = told(key);
      if (rows.state === "unknown") return rows;
      if (rows.rows.length === 0) return { state: "absent" };
      const times = rows.rows.map((row) => readMoment(row["at"]));
      const known = times.filter((time) => time !== null);
      if (known.length < times.length) return { state: "unknown", reason: `A row of the key in ${name} has no time.` };
      return { state: "known", at: Math.max(...known) };
    },
  };
}

function unknownOf(table: string, reason: string): Latests {
  return { table, of: () => ({ state: "unknown", reason }) };
}
