import { sql } from "drizzle-orm";
import { columnOf, columnsIn, holding, tableOf } from "../condition.ts";
import { readMoment } from "../moment.ts";
import type { Application } from "../port.ts";
import { type Ready, typeOf } from "./select-processed.ts";

/** A consumer's own oldest row is looked for among so many; where it is not, nobody knows. */
const oldestRows = 10_000;

/**
 * What was processed after this moment is still there; null: everything is. `consumer`: in a table that many share only its own rows say so, since
 * each may keep them for another time. Rows that do not mean "done" say nothing.
 */
export async function keptSince(
  { mapping, table }: Ready,
  { dialect, read }: Application["database"],
  consumer: string | null,
): Promise<number | null | "unknown"> {
  if (mapping.keeps === "all") return null;
  if (typeof mapping.keeps === "number") return Date.now() - mapping.keeps * 1_000;
  if (mapping.at === null) return "unknown";
  const { consumer: by } = mapping;
  const own = by === null || consumer === null ? null : dialect.isOneOf(columnOf(by), typeOf(table, by), [consumer]);
  if (by !== null && own === null) return "unknown";
  // Without an index the oldest row is found by reading all of them.
  if (!table.indexed.includes(mapping.at.column)) return "unknown";
  const at = columnOf(mapping.at.column);
  const names = [...new Set([mapping.at.column, ...(by === null ? [] : [by]), ...columnsIn(mapping.done)])];
  const oldest = dialect.limited(
    sql`select ${sql.join(names.map(columnOf), sql`, `)} from ${tableOf(mapping)} where ${at} is not null order by ${at}`,
    oldestRows,
  );
  const [row] = await read(
    dialect.limited(
      sql`select ${dialect.epochMs(at, typeOf(table, mapping.at.column), mapping.at)} as redrive_at from (${oldest}) as oldest
        where ${own ?? sql`1 = 1`} and ${holding(dialect, table, mapping.done)} order by ${at}`,
      1,
    ),
  );
  return readMoment(row?.["redrive_at"]) ?? "unknown";
}
