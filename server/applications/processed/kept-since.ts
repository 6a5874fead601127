import { sql } from "drizzle-orm";
import { columnOf, columnsIn, holding, tableOf } from "../condition.ts";
import { readMoment } from "../moment.ts";
import { numberText } from "../../text/numbers.ts";
import type { Application } from "../port.ts";
import type { KeptSince } from "./processed.ts";
import { type Ready, typeOf } from "./select-processed.ts";

/** A consumer's own oldest row is looked for among so many. */
const oldestRows = 10_000;

/**
 * How far back a table reaches. `consumer`: in a table that many share only its own rows say so, since
 * each may keep them for another time. Rows that do not mean "done" say nothing.
 */
export async function keptSince(
  { mapping, table }: Ready,
  { dialect, read }: Application["database"],
  consumer: string | null,
): Promise<KeptSince> {
  if (mapping.keeps === "all") return null;
  if (typeof mapping.keeps === "number") return Date.now() - mapping.keeps * 1_000;
  const name = `${mapping.schema}.${mapping.table}`;
  const unknown = (why: string): KeptSince => ({ unknown: `${why}, so how far back it reaches is unknown.` });
  if (mapping.at === null) return unknown(`No time of the rows of ${name} is known`);
  const { consumer: by } = mapping;
  const own = by === null || consumer === null ? null : dialect.isOneOf(columnOf(by), typeOf(table, by), [consumer]);
  if (by !== null && own === null) return unknown(`${name} has several consumers, and redrive.yaml does not name that of this queue`);
  // Without an index the oldest row is found by reading all of them.
  if (!table.indexed.includes(mapping.at.column)) return unknown(`${name} has no index that begins with ${mapping.at.column}`);
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
  const since = readMoment(row?.["redrive_at"]);
  return (
    since ??
    unknown(
      `The ${numberText(oldestRows)} oldest rows of ${name} hold none ${by === null ? "" : `of ${consumer} `}that is done and has a time`,
    )
  );
}
