import { type SQL, sql } from "drizzle-orm";
import { columnOf, columnsIn, holding, tableOf } from "../condition.ts";
import type { Conditions, OutboxMapping, TimeColumn } from "../mapping.ts";
import type { Row, ShopDatabase } from "../port.ts";
import type { Settled } from "../settle-table.ts";

export type Ready = Extract<Settled<OutboxMapping>, { readonly state: "ready" }>;

/** More rows than these are not counted. */
export const mostCounted = 10_000;

/** How rows are sought: `served` goes to them by an index, `sampled` looks only among the newest. null: neither can be done at little cost. */
type Way = "served" | "sampled" | null;

/** A settled table is forgotten with its catalogue, within a minute: statistics change. */
const ways = new WeakMap<Ready, Map<string, Promise<Way>>>();
const orders = new WeakMap<Ready, Promise<boolean>>();

/**
 * Up to `mostCounted` rows, and one more, for which the conditions hold, as a subselect with these columns, or with all of them. null: they cannot be read at little
 * cost.
 */
export async function boundedRows(
  database: ShopDatabase,
  settled: Ready,
  conditions: Conditions,
  columns: readonly string[] | null = null,
): Promise<{ readonly rows: SQL; readonly isSampled: boolean } | null> {
  const known = ways.get(settled) ?? new Map<string, Promise<Way>>();
  ways.set(settled, known);
  const key = JSON.stringify(conditions);
  const asked = known.get(key) ?? findWay(database, settled, conditions);
  known.set(key, asked);
  void asked.catch(() => known.delete(key));
  const way = await asked;
  if (way === null) return null;
  const isSampled = way === "sampled";
  return { rows: (isSampled ? sampled : served)(database, settled, { conditions, columns }), isSampled };
}

/** The oldest row for which the conditions hold, as a subselect of its time. null: no index leads to it, or nobody knows whether one does. */
export async function oldestOf(
  database: ShopDatabase,
  settled: Ready,
  conditions: Conditions,
  { column }: TimeColumn,
): Promise<SQL | null> {
  const { dialect } = database;
  const { plan } = dialect;
  if (!plan) return null;
  const at = columnOf(column);
  const select = sql`select ${at} from ${tableOf(settled.table)} where ${holding(dialect, settled.table, conditions)} order by ${at}`;
  const oldest = sql`(${dialect.limited(select, 1)})`;
  const asked = orders.get(settled) ?? database.read(plan.explain(oldest)).then((rows) => plan.readsFew(rows) && !sorts(rows));
  orders.set(settled, asked);
  void asked.catch(() => orders.delete(settled));
  return (await asked) ? oldest : null;
}

/** A plan that sorts reads every row before it answers the first. */
const sorts = (rows: readonly Row[]): boolean => /"Node Type": ?"(?:Incremental )?Sort"/.test(JSON.stringify(rows).replaceAll("\\", ""));

async function findWay(database: ShopDatabase, settled: Ready, conditions: Conditions): Promise<Way> {
  if (conditions.length === 0) return "served";
  const { plan } = database.dialect;
  const { table, mapping } = settled;
  const isServed = plan
    ? plan.readsFew(await database.read(plan.explain(served(database, settled, { conditions, columns: null }))))
    : columnsIn(conditions).some((column) => table.indexed.includes(column));
  if (isServed) return "served";
  return table.indexed.includes(mapping.id) ? "sampled" : null;
}

interface Asked {
  readonly conditions: Conditions;
  readonly columns: readonly string[] | null;
}

const listOf = (columns: readonly string[] | null): SQL =>
  columns === null ? sql`*` : sql.join([...new Set(columns)].map(columnOf), sql`, `);

function served({ dialect }: ShopDatabase, { table }: Ready, { conditions, columns }: Asked): SQL {
  const select = sql`select ${listOf(columns)} from ${tableOf(table)} where ${holding(dialect, table, conditions)}`;
  return sql`(${dialect.limited(select, mostCounted + 1)})`;
}

function sampled({ dialect }: ShopDatabase, { table, mapping }: Ready, { conditions, columns }: Asked): SQL {
  const read = columns && [mapping.id, ...columns, ...columnsIn(conditions)];
  const newest = dialect.limited(sql`select ${listOf(read)} from ${tableOf(table)} order by ${columnOf(mapping.id)} desc`, mostCounted);
  return sql`(select ${listOf(columns)} from (${newest}) as newest where ${holding(dialect, table, conditions)})`;
}
