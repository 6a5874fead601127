import { seenWithin, type Visible } from "../access/visible.ts";
import type { Sql } from "../db/client.ts";

/**
 * The part of a condition on alerts `a` that leaves out those that another one tells for, as far as whoever reads may see that one: an alert that stands for
 * many is hidden from those who see only some of its queues, and then each of theirs stands for itself.
 */
export function standsForItself(sql: Sql, visible: Visible): ReturnType<typeof seenWithin> {
  if (visible === "everywhere") return sql`and a.grouped_in is null`;
  return sql`and (a.grouped_in is null or not exists (
    select from alerts m where m.id = a.grouped_in ${seenWithin(sql, visible, sql`m.places`)}))`;
}
