import { sql } from "drizzle-orm";
import type { ShopDatabase } from "../port.ts";
import type { Slot } from "./reading.ts";

/** The columns differ by version, so that whole rows are read as JSON. */
const statement = sql`
  select to_jsonb(s)::text as slot,
    pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end, s.confirmed_flush_lsn)::text as behind,
    (extract(epoch from now()) * 1000)::text as now
  from (select 1) as one left join pg_replication_slots s on s.slot_type = 'logical' and s.database = current_database()
  order by s.slot_name limit 100`;

/** The logical replication slots of the database. null: this kind of database has none. */
export async function readSlots(database: ShopDatabase): Promise<{ readonly now: number; readonly slots: readonly Slot[] | null }> {
  if (database.dialect.engine !== "postgres") return { now: Date.now(), slots: null };
  const rows = await database.read(statement);
  return {
    now: Number(rows[0]?.["now"] ?? Date.now()),
    slots: rows.flatMap((row) => (typeof row["slot"] === "string" ? [slotOf(JSON.parse(row["slot"]), row["behind"])] : [])),
  };
}

/** Pure. A row of pg_replication_slots of any version. */
export function slotOf(slot: Readonly<Record<string, unknown>>, behind: unknown): Slot {
  const since = slot["inactive_since"];
  const safe = slot["safe_wal_size"];
  return {
    name: String(slot["slot_name"]),
    isActive: slot["active"] === true,
    inactiveSince: typeof since === "string" ? Date.parse(since) : null,
    walStatus: typeof slot["wal_status"] === "string" ? slot["wal_status"] : null,
    safeBytes: typeof safe === "number" ? safe : null,
    behindBytes: behind === null || behind === undefined ? null : Number(behind),
  };
}
