import { type SQL, sql } from "drizzle-orm";
import { columnOf, tableOf } from "../condition.ts";
import type { InPayload } from "../mapping.ts";
import type { Dialect, ShopDatabase } from "../port.ts";
import type { Ready } from "./bounded.ts";
import { typeOf } from "./select-rows.ts";

type Place = string | InPayload;

/** The rows with one of these values, by an index alone. A string: why they are not looked up; null: the column can hold none of them. Rejects with `ApplicationError`. */
export async function chooseRows(
  { dialect, read }: ShopDatabase,
  settled: Ready,
  place: Place,
  values: readonly string[],
): Promise<SQL | string | null> {
  const { mapping, table } = settled;
  const name = `${table.schema}.${table.table}`;
  if (typeof place === "string") {
    if (!table.indexed.includes(place)) return `${name} has no index that begins with ${place}.`;
    const type = typeOf(table, place);
    return dialect.finds(type)
      ? valuesAt(dialect, settled, place, values)
      : `Redrive does not look for ids in columns of type ${type}, as ${place} is.`;
  }
  // An index of such an expression is known by the plan alone.
  const chosen = dialect.plan && valuesAt(dialect, settled, place, values);
  if (!dialect.plan || !chosen) return `${name} holds it inside ${mapping.payload}, where Redrive cannot look it up.`;
  const plan = await read(dialect.plan.explain(sql`select 1 from ${tableOf(table)} where ${chosen}`));
  return dialect.plan.readsFew(plan) ? chosen : `${name} has no index of ${place.inPayload.join(", ")} in ${mapping.payload}.`;
}

/** Pure. One of these values stands there, whatever finds such rows; null: it cannot, or nobody can ask it. */
export function valuesAt(dialect: Dialect, { mapping: { payload }, table }: Ready, place: Place, values: readonly string[]): SQL | null {
  if (typeof place === "string") return dialect.isOneOf(columnOf(place), typeOf(table, place), values);
  if (payload === null || dialect.engine !== "postgres" || !/^jsonb?$/.test(typeOf(table, payload))) return null;
  const list = sql.join(
    values.map((value) => sql`${value}::text`),
    sql`, `,
  );
  const each = place.inPayload.map((names) => {
    const steps = names.split(".");
    const path = steps.map((step, nth) => (nth < steps.length - 1 ? sql` -> ${step}::text` : sql` ->> ${step}::text`));
    return sql`(${columnOf(payload)}${sql.join(path)}) in (${list})`;
  });
  return sql`(${sql.join(each, sql` or `)})`;
}
