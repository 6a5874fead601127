import { type SQL, sql } from "drizzle-orm";
import { findColumn, type Table } from "../catalogue.ts";
import { columnOf, tableOf } from "../condition.ts";
import type { SequenceMapping } from "../mapping.ts";
import { type Application, ApplicationError, type Row } from "../port.ts";
import type { Settled } from "../settle-table.ts";
import { ofKind, readTables } from "../tables.ts";
import { isLikened, isSame, likenedReason, plainUuid } from "../spelling.ts";
import { whyNoId, whyNotFound } from "../why-not-found.ts";
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

const uuidTypes: readonly string[] = ["uuid", "binary(16)"];

/** Of a table where a key has many rows no more are read; beyond that nothing is known. */
const mostRows = 20_000;
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
  const table = `${settled.mapping.schema}.${settled.mapping.table}`;
  if (settled.state === "unknown") return unknownOf(table, settled.reason);
  const { key: id, consumer: by } = settled.mapping;
  const why = whyNotFound(application.database.dialect, { table: settled.table, id, by, consumer });
  if (why !== null) return unknownOf(table, why);
  try {
    return await askTable(application, settled, consumer, [...new Set(keys)], table);
  } catch (error) {
    if (error instanceof ApplicationError) return unknownOf(table, error.message);
    throw error;
  }
}

/** Whether a table of last numbers is configured, as far as redrive.yaml alone tells. */
function mapsSequences({ spec }: Application): boolean {
  return spec.tables.some((one) => ("preset" in one ? one.only === "sequences" : one.kind === "sequences"));
}

function unknownOf(table: string, reason: string): LastNumbers {
  return { holes: false, table, of: () => ({ state: "unknown", reason }) };
}

async function askTable(
  { database }: Application,
  settled: Ready,
  consumer: string | null,
  keys: readonly string[],
  name: string,
): Promise<LastNumbers> {
  const { mapping, table } = settled;
  const statement = select(settled, database.dialect, consumer, keys);
  const rows = statement === null ? [] : (await database.read(statement)).map(rowOf);
  if (rows.length > mostRows) return unknownOf(name, `${name} has more than ${mostRows} rows of these keys.`);
  const { dialect } = database;
  // A uuid is told in lower case and with dashes, however the message spells it; other keys are the same only where each letter is.
  const isUuid = uuidTypes.includes(typeOf(table, mapping.key));
  const byKey = Map.groupBy(rows, ({ key }) => (isUuid ? plainUuid(key) : key));
  // Elsewhere a row that another of the keys asked for is of that key alone.
  const isLoose = dialect.engine === "mysql";
  const of = (key: string): LastNumber => {
    const reason = whyNoId(dialect, table, mapping.key, key);
    if (reason !== null) return { state: "unknown", reason };
    const own = byKey.get(isUuid ? plainUuid(key) : key) ?? [];
    const likened = own.length === 0 ? rows.find((row) => isLikened(row.key, key) && (isLoose || !keys.includes(row.key))) : undefined;
    return likened ? { state: "unknown", reason: likenedReason(likened.key, "key") } : lastOf(settled, own, consumer, name);
  };
  // A materialized view may be older than what was processed since: a number that it lacks is no gap.
  const holes = mapping.holes || table.is === "materialized";
  return { holes, table: name, of };
}

function lastOf({ mapping, table }: Ready, rows: readonly LastRow[], consumer: string | null, name: string): LastNumber {
  const consumers = [...new Set(rows.map((row) => row.consumer))];
  if (mapping.consumer !== null && consumer === null && rows.length > 0)
    return {
      state: "unknown",
      reason: `${name} is shared by ${consumers.join(", ")}, and redrive.yaml does not say which consumer this queue has.`,
    };
  const other = consumer === null || mapping.consumer === null ? undefined : consumers.find((one) => !isSame(one, consumer));
  if (other !== undefined) return { state: "unknown", reason: likenedReason(other, "consumer") };
  if (rows.length === 0 && table.isUnlogged)
    return { state: "unknown", reason: `${name} is unlogged: it is empty after a crash of its server.` };
  return judgeRows(rows, mapping.field);
}

/** One row for each key and consumer where the column is a number; otherwise all rows, whose text is judged here. */
function select(
  { mapping, table }: Ready,
  dialect: Application["database"]["dialect"],
  consumer: string | null,
  keys: readonly string[],
): SQL | null {
  const key = columnOf(mapping.key);
  const sought = dialect.isOneOf(key, typeOf(table, mapping.key), keys);
  if (sought === null) return null;
  const by = mapping.consumer === null ? null : columnOf(mapping.consumer);
  const own =
    by === null || consumer === null
      ? sql``
      : sql` and ${dialect.isOneOf(by, typeOf(table, mapping.consumer ?? ""), [consumer]) ?? sql`1 = 0`}`;
  const isWhole = mapping.field === null && wholeTypes.includes(typeOf(table, mapping.last));
  const at = mapping.at === null ? null : dialect.epochMs(columnOf(mapping.at.column), typeOf(table, mapping.at.column), mapping.at);
  const last = columnOf(mapping.last);
  const type = typeOf(table, mapping.last);
  const named = by === null ? sql`''` : dialect.asText(by, typeOf(table, mapping.consumer ?? ""));
  const columns = sql`${dialect.asText(key, typeOf(table, mapping.key))} as k, ${named} as consumer`;
  const from = sql`from ${tableOf(mapping)} where ${sought}${own}`;
  const said = isWhole
    ? sql`select ${columns}, ${dialect.asText(sql`max(${last})`, type)} as last, ${at === null ? sql`null` : sql`max(${at})`} as at ${from} group by 1, 2`
    : sql`select ${columns}, ${dialect.asText(last, type)} as last, ${at ?? sql`null`} as at ${from}`;
  return dialect.limited(said, mostRows + 1);
}

const typeOf = (table: Table, column: string) => findColumn(table, column)?.type ?? "text";

const textOrNull = (value: unknown) => (value === null || value === undefined ? null : String(value));

function rowOf(row: Row): LastRow {
  return { key: String(row["k"]), consumer: String(row["consumer"]), last: textOrNull(row["last"]), at: textOrNull(row["at"]) };
}
