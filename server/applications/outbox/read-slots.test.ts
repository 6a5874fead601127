import { expect, test } from "vitest";
import { openPostgres } from "../engines/postgres.ts";
import { readSlots } from "./read-slots.ts";

const start = 1_764_500_000_000;
/** As Postgres 16 tells it: without a column that says since when. */
const slot = { slot_name: "debezium", active: false, wal_status: "reserved", safe_wal_size: null };

test("where the server does not tell since when nobody reads a slot, the first look counts", async () => {
  let row = { slot: JSON.stringify(slot), replica: false, behind: "0", most: null, now: String(start) };
  const database = { ...openPostgres("postgres://redrive@db/shop"), read: async () => [row] };
  const since = async () => (await readSlots(database))?.all[0]?.inactiveSince;
  expect(await since()).toBe(start);
  row = { ...row, now: String(start + 60_000) };
  expect(await since()).toBe(start);
  row = { ...row, slot: JSON.stringify({ ...slot, active: true }) };
  expect(await since()).toBe(null);
  row = { ...row, slot: JSON.stringify(slot), now: String(start + 120_000) };
  expect(await since()).toBe(start + 120_000);
});
