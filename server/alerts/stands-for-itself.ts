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

/** A condition on alerts `a`: somebody has it, or a silence, snooze or mute keeps it from telling. Without it a live alert needs somebody. Never null. */
export function isHeld(sql: Sql, now: ReturnType<typeof seenWithin>): ReturnType<typeof seenWithin> {
  return sql`(a.acked_at is not null or a.silence_id is not null or a.muted_at is not null or coalesce(a.snoozed_until > ${now}, false))`;
}
