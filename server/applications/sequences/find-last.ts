import { sql } from "drizzle-orm";
import { columnOf } from "../condition.ts";
import type { SequenceMapping } from "../mapping.ts";
import type { Application, Dialect, Row } from "../port.ts";
import type { Settled } from "../settle-table.ts";
import { ofKind, readTables } from "../tables.ts";
import { askKeys, type KeyTable, typeOf } from "./ask-keys.ts";
import { judgeRows, type LastNumber, type LastRow } from "./last-number.ts";

type Ready = Extract<Settled<SequenceMapping>, { readonly state: "ready" }>;

/** What the table of last numbers of an application says. */
export interface LastNumbers {
  /** A number that is missing above the last one is no gap. */
  readonly holes: boolean;
  /** Where it is read: "public.positions". */
  readonly table: string;
  readonly of: (key: string) => LastNumber;
}

const wholeTypes: readonly string[] = ["smallint", "integer", "bigint", "numeric", "int", "mediumint", "tinyint", "decimal"];

/**
 * The last number that an application processed of each key, by one statement. `consumer`: its name in a table that many share; null: not said. null: it has
 * no such table. What cannot be asked is unknown, with the reason.
 */
export async function findLast(application: Application, consumer: string | null, keys: readonly string[]): Promise<LastNumbers | null> {
  const tables = await readTables(application);
  if (tables.state === "unknown") return mapsSequences(application) ? unknownOf(application.spec.name, tables.reason) : null;
  const [settled] = ofKind(tables.tables, "sequences");
  if (!settled) return null;
  const { mapping } = settled;
  const table = `${mapping.schema}.${mapping.table}`;
  if (settled.state === "unknown") return unknownOf(table, settled.reason);
  const told = await askKeys(application, lastOf(settled, application.database.dialect), consumer, keys);
  return {
    table,
    // A materialized view may be older than what was processed since: a number that it lacks is no gap.
    holes: mapping.holes || settled.table.is === "materialized",
    of: (key) => {
      const rows = told(key);
      return rows.state === "unknown" ? rows : judgeRows(rows.rows.map(rowOf), mapping.field);
    },
  };
}

/** Whether a table of last numbers is configured, as far as redrive.yaml alone tells. */
function mapsSequences({ spec }: Application): boolean {
  return spec.tables.some((one) => ("preset" in one ? one.only === "sequences" : one.kind === "sequences"));
}

function unknownOf(table: string, reason: string): LastNumbers {
  return { holes: false, table, of: () => ({ state: "unknown", reason }) };
}

/** One row for each key and consumer where the column is a number; otherwise all rows, whose text is judged here. */
function lastOf({ mapping, table }: Ready, dialect: Dialect): KeyTable {
  const type = typeOf(table, mapping.last);
  const isGrouped = mapping.field === null && wholeTypes.includes(type);
  const at = mapping.at === null ? null : dialect.epochMs(columnOf(mapping.at.column), typeOf(table, mapping.at.column), mapping.at);
  const last = columnOf(mapping.last);
  const values = isGrouped
    ? sql`${dialect.asText(sql`max(${last})`, type)} as last, ${at === null ? sql`null` : sql`max(${at})`} as at`
    : sql`${dialect.asText(last, type)} as last, ${at ?? sql`null`} as at`;
  return { mapping, table, values, isGrouped };
}

const textOrNull = (value: unknown) => (value === null || value === undefined ? null : String(value));
const rowOf = (row: Row): LastRow => ({ last: textOrNull(row["last"]), at: textOrNull(row["at"]) });
