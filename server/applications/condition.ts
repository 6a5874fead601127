import { type SQL, sql } from "drizzle-orm";
import type { Table } from "./catalogue.ts";
import type { Condition, Conditions, TableRef } from "./mapping.ts";
import type { Dialect } from "./port.ts";

export const columnOf = (name: string): SQL => sql`${sql.identifier(name)}`;
export const tableOf = ({ schema, table }: TableRef): SQL => sql`${sql.identifier(schema)}.${sql.identifier(table)}`;

/** The columns that conditions speak of. */
export function columnsIn(conditions: Conditions): readonly string[] {
  return conditions.flatMap((one) => {
    if ("any" in one) return one.any.flatMap(columnsIn);
    const other = "atLeast" in one ? one.atLeast : "below" in one ? one.below : null;
    return typeof other === "object" && other !== null ? [one.column, other.column] : [one.column];
  });
}

/** All of these hold, as SQL. Every column has to be in the catalogue: `settleTable` sees to it. */
export function holding(dialect: Dialect, table: Table, conditions: Conditions): SQL {
  if (conditions.length === 0) return sql`1 = 1`;
  return sql.join(
    conditions.map((one) => sqlOf(dialect, table, one)),
    sql` and `,
  );
}

function sqlOf(dialect: Dialect, table: Table, condition: Condition): SQL {
  if ("any" in condition && condition.any.length === 0) return sql`1 = 0`;
  if ("any" in condition)
    return sql`(${sql.join(
      condition.any.map((all) => sql`(${holding(dialect, table, all)})`),
      sql` or `,
    )})`;
  const column = columnOf(condition.column);
  if ("is" in condition) {
    if (condition.is === "null") return sql`${column} is null`;
    if (condition.is === "not_empty") return sql`cardinality(${column}) > 0`;
    if (condition.is === "not_null") return sql`${column} is not null`;
    return condition.is === "true" ? isTrue(dialect, column) : sql`(${column} is null or not ${isTrue(dialect, column)})`;
  }
  // Names of an enumeration compare as themselves: a cast of the column would leave its index unused.
  if ("in" in condition)
    return sql`${column} in (${sql.join(
      condition.in.map((value) => sql`${value}`),
      sql`, `,
    )})`;
  if ("lacksKey" in condition) return sql`(${column} -> ${condition.lacksKey}::text) is null`;
  const [sign, bound] = "atLeast" in condition ? [sql`>=`, condition.atLeast] : [sql`<`, condition.below];
  return sql`${column} ${sign} ${typeof bound === "number" ? sql`${bound}` : columnOf(bound.column)}`;
}

const isTrue = ({ engine }: Dialect, column: SQL): SQL => (engine === "postgres" ? sql`${column}` : sql`${column} = 1`);
