import { type SQL, sql } from "drizzle-orm";
import { findColumn, type Table } from "../catalogue.ts";
import { columnOf, tableOf } from "../condition.ts";
import type { TableRef } from "../mapping.ts";
import { type Application, ApplicationError, type Row } from "../port.ts";
import { isLikened, isSame, likenedReason, plainUuid } from "../spelling.ts";
import { whyNoId, whyNotFound } from "../why-not-found.ts";

/** A table that is read by key: "k" and "consumer" of each row, and what `values` selects. */
export interface KeyTable {
  readonly mapping: TableRef & { readonly key: string; readonly consumer: string | null };
  readonly table: Table;
  readonly values: SQL;
  /** One row for each key and consumer: `values` aggregates. */
  readonly isGrouped: boolean;
}

/** The rows of one key, of whoever counts; or why nothing is known of them. */
export type KeyRows = { readonly state: "read"; readonly rows: readonly Row[] } | { readonly state: "unknown"; readonly reason: string };

const uuidTypes: readonly string[] = ["uuid", "binary(16)"];
/** Of a table where a key has many rows no more are read; beyond that nothing is known. */
const mostRows = 20_000;

/** Reads the rows of keys by one statement. `consumer`: its name in a table that many share; null: not said. What cannot be asked is unknown, with the reason. */
export async function askKeys(
  application: Application,
  of: KeyTable,
  consumer: string | null,
  keys: readonly string[],
): Promise<(key: string) => KeyRows> {
  const { mapping, table } = of;
  const why = whyNotFound(application.database.dialect, { table, id: mapping.key, by: mapping.consumer, consumer });
  if (why !== null) return () => unknown(why);
  try {
    return await ask(application, of, consumer, [...new Set(keys)]);
  } catch (error) {
    if (error instanceof ApplicationError) return () => unknown(error.message);
    throw error;
  }
}

const unknown = (reason: string): KeyRows => ({ state: "unknown", reason });

async function ask(
  { database }: Application,
  of: KeyTable,
  consumer: string | null,
  keys: readonly string[],
): Promise<(key: string) => KeyRows> {
  const { mapping, table } = of;
  const { dialect } = database;
  const statement = select(of, dialect, consumer, keys);
  const rows = statement === null ? [] : await database.read(statement);
  if (rows.length > mostRows) return () => unknown(`${mapping.schema}.${mapping.table} has more than ${mostRows} rows of these keys.`);
  // A uuid is told in lower case and with dashes, however the message spells it; other keys are the same only where each letter is.
  const isUuid = uuidTypes.includes(typeOf(table, mapping.key));
  const byKey = Map.groupBy(rows, (row) => (isUuid ? plainUuid(String(row["k"])) : String(row["k"])));
  // Elsewhere a row that another of the keys asked for is of that key alone.
  const isLoose = dialect.engine === "mysql";
  return (key) => {
    const reason = whyNoId(dialect, table, mapping.key, key);
    if (reason !== null) return unknown(reason);
    const own = byKey.get(isUuid ? plainUuid(key) : key) ?? [];
    const isOther = (row: Row) => isLikened(String(row["k"]), key) && (isLoose || !keys.includes(String(row["k"])));
    const likened = own.length === 0 ? rows.find(isOther) : undefined;
    return likened ? unknown(likenedReason(String(likened["k"]), "key")) : ownRows(of, own, consumer);
  };
}

function ownRows({ mapping, table }: KeyTable, rows: readonly Row[], consumer: string | null): KeyRows {
  const name = `${mapping.schema}.${mapping.table}`;
  const consumers = [...new Set(rows.map((row) => String(row["consumer"])))];
  if (mapping.consumer !== null && consumer === null && rows.length > 0)
    return unknown(`${name} is shared by ${consumers.join(", ")}, and redrive.yaml does not say which consumer this queue has.`);
  const other = consumer === null || mapping.consumer === null ? undefined : consumers.find((one) => !isSame(one, consumer));
  if (other !== undefined) return unknown(likenedReason(other, "consumer"));
  if (rows.length === 0 && table.isUnlogged) return unknown(`${name} is unlogged: it is empty after a crash of its server.`);
  return { state: "read", rows };
}

function select(
  { mapping, table, values, isGrouped }: KeyTable,
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
  const named = by === null ? sql`''` : dialect.asText(by, typeOf(table, mapping.consumer ?? ""));
  const columns = sql`${dialect.asText(key, typeOf(table, mapping.key))} as k, ${named} as consumer`;
  const all = sql`select ${columns}, ${values} from ${tableOf(mapping)} where ${sought}${own}`;
  return dialect.limited(isGrouped ? sql`${all} group by 1, 2` : all, mostRows + 1);
}

export const typeOf = (table: Table, column: string): string => findColumn(table, column)?.type ?? "text";
