import { sql } from "drizzle-orm";
import { never } from "../mapping.ts";
import type { ShopDatabase } from "../port.ts";
import { boundedRows, type Ready } from "./bounded.ts";

/**
 * The table as its rows can be read: where its relay may leave no marks and no row has one, the rows do not tell what was published. Rejects with
 * `ApplicationError`.
 */
export async function settleMarks(database: ShopDatabase, settled: Ready): Promise<Ready> {
  const { mapping } = settled;
  if (!mapping.perhapsUnmarked || (await hasMarked(database, settled))) return settled;
  return { ...settled, mapping: { ...mapping, unmarked: "offsets", pending: [never], published: null, failed: null } };
}

async function hasMarked(database: ShopDatabase, settled: Ready): Promise<boolean> {
  const marked = await boundedRows(database, settled, settled.mapping.published ?? []);
  if (marked === null) return false;
  return (await database.read(database.dialect.limited(sql`select 1 as one from ${marked.rows} as marked`, 1))).length > 0;
}
