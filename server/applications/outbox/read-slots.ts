import { sql } from "drizzle-orm";
import type { ShopDatabase } from "../port.ts";
import type { Slot, Slots } from "./reading.ts";

/** The columns differ by version, so that whole rows are read as JSON. A limit is -1 where there is none, and is unknown before Postgres 13. */
const statement = sql`
  select to_jsonb(s)::text as slot, pg_is_in_recovery() as replica,
    pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end, s.confirmed_flush_lsn)::text as behind,
    (select setting::numeric * 1024 * 1024 from pg_settings where name = 'max_slot_wal_keep_size' and setting::numeric >= 0)::text as most,
    (extract(epoch from now()) * 1000)::text as now
  from (select 1) as one left join pg_replication_slots s on s.slot_type = 'logical' and s.database = current_database()
  order by s.slot_name limit 100`;

/** Since when slots are seen inactive, by name: servers before Postgres 17 do not tell. */
const silent = new WeakMap<ShopDatabase, Map<string, number>>();

/** The logical replication slots of the database. null: this kind of database has none. */
export async function readSlots(database: ShopDatabase): Promise<Slots | null> {
  if (database.dialect.engine !== "postgres") return null;
  const rows = await database.read(statement);
  const now = Number(rows[0]?.["now"] ?? Date.now());
  const slots = rows.flatMap((row) =>
    typeof row["slot"] === "string" ? [slotOf(JSON.parse(row["slot"]), { behind: row["behind"], most: row["most"] })] : [],
  );
  const before = silent.get(database) ?? new Map<string, number>();
  const all = slots.map((slot) => (slot.isActive ? slot : { ...slot, inactiveSince: slot.inactiveSince ?? before.get(slot.name) ?? now }));
  silent.set(database, new Map(all.flatMap(({ name, inactiveSince }) => (inactiveSince === null ? [] : [[name, inactiveSince]]))));
  return { now, isReplica: rows[0]?.["replica"] === true, all };
}

/** Pure. A row of pg_replication_slots of any version. */
export function slotOf(
  slot: Readonly<Record<string, unknown>>,
  { behind, most }: { readonly behind: unknown; readonly most: unknown },
): Slot {
  const since = slot["inactive_since"];
  const safe = slot["safe_wal_size"];
  return {
    name: String(slot["slot_name"]),
    isActive: slot["active"] === true,
    inactiveSince: typeof since === "string" ? Date.parse(since) : null,
    walStatus: typeof slot["wal_status"] === "string" ? slot["wal_status"] : null,
    safeBytes: typeof safe === "number" ? safe : null,
    limitBytes: numberOf(most),
    behindBytes: numberOf(behind),
  };
}

const numberOf = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
