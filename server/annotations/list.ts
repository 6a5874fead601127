import { byColumn } from "../access/by-column.ts";
import type { Ctx } from "../context.ts";
import type { ListAnnotations } from "./input.ts";
import type { Annotation } from "./output.ts";

/** More would hide the chart that they stand beside. */
const most = 20;

/** What was noted since a time, the newest 20, the oldest first. A note is about no queue, so whoever sees a chart sees it. */
export async function listAnnotations({ sql }: Pick<Ctx, "sql">, { since }: ListAnnotations): Promise<readonly Annotation[]> {
  const rows = await sql<Annotation[]>`
    select id, at, text, ${byColumn(sql, sql`principal_id`)} as by from annotations where at >= ${new Date(since)} order by at desc, id desc limit ${most}`;
  return rows.toReversed();
}
