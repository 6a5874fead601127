import { findColumn, type Table } from "./catalogue.ts";
import type { Dialect } from "./port.ts";

/** Rows that are sought by an id, in a table that many consumers may share. */
export interface Sought {
  readonly table: Table;
  readonly id: string;
  /** Its column of consumers; null: it has none. */
  readonly by: string | null;
  /** Only rows of this consumer; null: of all. */
  readonly consumer: string | null;
}

/**
 * Pure. Why such rows cannot be found at little cost, or not at all, however often it is tried; null: they can. What lies behind a view is not known, and its statement
 * ends by the clock.
 */
export function whyNotFound(dialect: Dialect, { table, id, by, consumer }: Sought): string | null {
  const name = `${table.schema}.${table.table}`;
  const type = typeOf(table, id);
  if (!dialect.finds(type)) return `Rows of ${name} cannot be found by ${id}: Redrive does not look for ids in columns of type ${type}.`;
  const own = by !== null && consumer !== null ? typeOf(table, by) : null;
  if (own !== null && !dialect.finds(own))
    return `Rows of ${name} cannot be found by ${by}: Redrive does not look for names in columns of type ${own}.`;
  if (own !== null && consumer !== null && !dialect.canHold(own, consumer))
    return `No row of ${name} can be of the consumer ${consumer}: ${by} is of type ${own}. Set "consumer" under "consumes" in redrive.yaml to a value of that column.`;
  const isServed = table.indexed.includes(id) || (own !== null && by !== null && table.indexed.includes(by));
  return isServed || table.is === "view" || table.is === "foreign" ? null : `${name} has no index that begins with ${id}.`;
}

/** Pure. Why no row of a table can have this id as it is spelt; null: one can. */
export function whyNoId(dialect: Dialect, table: Table, column: string, id: string): string | null {
  const type = typeOf(table, column);
  if (dialect.canHold(type, id)) return null;
  return `The id cannot be a value of ${column} in ${table.schema}.${table.table}, which is of type ${type}.`;
}

const typeOf = (table: Table, column: string) => findColumn(table, column)?.type ?? "text";
