import { sql } from "drizzle-orm";
import { columnOf, tableOf } from "../condition.ts";
import type { Application } from "../port.ts";
import { type Ready, typeOf } from "./select-processed.ts";

/** What was processed after this moment is still there; null: everything is. */
export async function keptSince({ mapping, table }: Ready, database: Application["database"]): Promise<number | null | "unknown"> {
  if (mapping.keeps === "all") return null;
  if (typeof mapping.keeps === "number") return Date.now() - mapping.keeps * 1_000;
  // Without an index the oldest row is found by reading all of them.
  if (mapping.at === null || !table.indexed.includes(mapping.at.column)) return "unknown";
  const { dialect } = database;
  const at = columnOf(mapping.at.column);
  const oldest = sql`select ${dialect.epochMs(at, typeOf(table, mapping.at.column), mapping.at)} as at from ${tableOf(mapping)} where ${at} is not null order by ${at}`;
  const [row] = await database.read(dialect.limited(oldest, 1));
  return row === undefined || row["at"] === null ? "unknown" : Number(row["at"]);
}
