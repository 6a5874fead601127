import { sql } from "drizzle-orm";
import { columnOf, holding, tableOf } from "../condition.ts";
import type { ShopDatabase } from "../port.ts";
import { boundedRows, type Ready } from "./bounded.ts";
import type { Reading } from "./reading.ts";
import { typeOf } from "./select-rows.ts";

/** Some rows that wait, by id, with when this process saw them first: milliseconds since 1970, by the database's clock. */
export type Waiting = ReadonlyMap<string, number>;

type Read = Extract<Reading, { readonly state: "read" }>;

/** So many rows are remembered of a table. */
const mostRows = 50;
/** A row that has been seen for less says nothing of its relay. */
const soonMs = 30_000;

/**
 * Of a table without times: which of the rows that were seen waiting still wait, or others once all of those have left. The longest of them has waited at least
 * since it was seen. Rejects with `ApplicationError`.
 */
export async function noteWaiting(
  database: ShopDatabase,
  settled: Ready,
  { now, before }: { readonly now: number; readonly before: Waiting },
): Promise<Waiting> {
  const { dialect } = database;
  const { mapping, table } = settled;
  const type = typeOf(table, mapping.id);
  if (!dialect.finds(type) || !table.indexed.includes(mapping.id)) return new Map();
  const id = sql`${dialect.asText(columnOf(mapping.id), type)} as id`;
  const among = dialect.isOneOf(columnOf(mapping.id), type, [...before.keys()]);
  const still =
    before.size === 0 || among === null
      ? []
      : await database.read(sql`select ${id} from ${tableOf(table)} where ${among} and ${holding(dialect, table, mapping.pending)}`);
  const stay = new Map(still.flatMap((row) => [[String(row["id"]), before.get(String(row["id"])) ?? now]] as const));
  if (stay.size > 0) return stay;
  const bounded = await boundedRows(database, settled, mapping.pending, [mapping.id]);
  if (bounded === null) return stay;
  const found = await database.read(dialect.limited(sql`select ${id} from ${bounded.rows} as waiting`, mostRows));
  return new Map(found.map((row) => [String(row["id"]), now]));
}

/** Pure. The reading with the age that is known of the rows that wait: a bound, since others may have waited longer. */
export function withSeen(reading: Read, waiting: Waiting): Read {
  const since = Math.min(...waiting.values());
  return reading.now - since < soonMs || waiting.size === 0 ? reading : { ...reading, oldestAt: since, oldestIsBound: true };
}
