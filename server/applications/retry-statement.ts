import { type SQL, sql } from "drizzle-orm";
import { findColumn, type Table } from "./catalogue.ts";
import { columnOf, holding, tableOf } from "./condition.ts";
import type { Retry, SetTo } from "./mapping.ts";
import type { Dialect } from "./port.ts";

/**
 * The documented statement on rows with these ids, as far as they are still what it is for: it never takes one that succeeded meanwhile. Answers the ids
 * that it changed, as text. null: no row can have such an id.
 */
export function retryStatement(
  dialect: Dialect,
  { table, id, retry }: { readonly table: Table; readonly id: string; readonly retry: Retry },
  ids: readonly string[],
): SQL | null {
  const type = findColumn(table, id)?.type ?? "text";
  const chosen = dialect.isOneOf(columnOf(id), type, ids);
  if (chosen === null) return null;
  const set = Object.entries(retry.set).map(([column, value]) => sql`${columnOf(column)} = ${valueOf(dialect, column, value)}`);
  return sql`update ${tableOf(table)} set ${sql.join(set, sql`, `)} where ${chosen} and ${holding(dialect, table, retry.only)}
    returning ${dialect.asText(columnOf(id), type)} as id`;
}

function valueOf(dialect: Dialect, column: string, value: SetTo): SQL {
  if (typeof value === "object" && "withoutKey" in value) throw new Error("Only a retry of jobs takes a key out of JSON.");
  if (typeof value === "object") return sql`greatest(${columnOf(column)}, ${columnOf(value.raisedAbove)} + 1)`;
  if (typeof value === "boolean") return value ? sql`true` : sql`false`;
  if (value === "null") return sql`null`;
  return value === "now" ? dialect.now() : sql`${value}`;
}
