import { type SQL, sql } from "drizzle-orm";
import { columnOf, columnsIn, holding, tableOf } from "../condition.ts";
import type { Conditions, OutboxMapping } from "../mapping.ts";
import type { ShopDatabase } from "../port.ts";
import type { Settled } from "../settle-table.ts";

export type Ready = Extract<Settled<OutboxMapping>, { readonly state: "ready" }>;

/** More rows than these are not counted. */
export const mostCounted = 10_000;

/** How rows are sought: `served` goes to them by an index, `sampled` looks only among the newest. null: neither can be done at little cost. */
type Way = "served" | "sampled" | null;

/** A settled table is forgotten with its catalogue, within a minute: statistics change. */
const ways = new WeakMap<Ready, Map<string, Promise<Way>>>();

/** Up to `mostCounted` rows, and one more, for which the conditions hold, as a subselect with all columns. null: they cannot be read at little cost. */
export async function boundedRows(
  database: ShopDatabase,
  settled: Ready,
  conditions: Conditions,
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
  return { rows: isSampled ? sampled(database, settled, conditions) : served(database, settled, conditions), isSampled };
}

async function findWay(database: ShopDatabase, settled: Ready, conditions: Conditions): Promise<Way> {
  if (conditions.length === 0) return "served";
  const { plan } = database.dialect;
  const { table, mapping } = settled;
  const isServed = plan
    ? plan.readsFew(await database.read(plan.explain(served(database, settled, conditions))))
    : columnsIn(conditions).some((column) => table.indexed.includes(column));
  if (isServed) return "served";
  return table.indexed.includes(mapping.id) ? "sampled" : null;
}

function served({ dialect }: ShopDatabase, { table }: Ready, conditions: Conditions): SQL {
  return sql`(${dialect.limited(sql`select * from ${tableOf(table)} where ${holding(dialect, table, conditions)}`, mostCounted + 1)})`;
}

function sampled({ dialect }: ShopDatabase, { table, mapping }: Ready, conditions: Conditions): SQL {
  const newest = dialect.limited(sql`select * from ${tableOf(table)} order by ${columnOf(mapping.id)} desc`, mostCounted);
  return sql`(select * from (${newest}) as newest where ${holding(dialect, table, conditions)})`;
}
