import { readMoment } from "../moment.ts";
import { type SQL, sql } from "drizzle-orm";
import { findColumn } from "../catalogue.ts";
import { columnOf, tableOf } from "../condition.ts";
import type { OutboxMapping, TimeColumn } from "../mapping.ts";
import { ApplicationError, type ShopDatabase } from "../port.ts";
import type { Settled } from "../settle-table.ts";
import { boundedRows, mostCounted, oldestOf, type Ready } from "./bounded.ts";
import { readSlots } from "./read-slots.ts";
import { type Counted, type Reading, readingOfSlots } from "./reading.ts";
import { settleMarks } from "./settle-marks.ts";

/** Where no index holds times of publishing, the last one is sought among so many of the newest rows. */
const newestRows = 1_000;
/** A time that lies further ahead has another zone or another clock. */
const aheadMs = 60_000;

/** Reads one outbox by one bounded statement, once its plan is known. Never rejects for its database. */
export async function readOutboxTable(database: ShopDatabase, settled: Settled<OutboxMapping>): Promise<Reading> {
  if (settled.state === "unknown") return { state: "unknown", reason: settled.reason };
  try {
    if (settled.mapping.unmarked === "log") {
      const slots = await readSlots(database);
      if (slots === null) return { state: "unknown", reason: "This kind of database keeps no replication slots." };
      return readingOfSlots(slots, settled.mapping.slot ?? null);
    }
    if (settled.mapping.unmarked === "offsets")
      return { state: "unknown", reason: settled.mapping.untold[0] ?? "The rows do not tell what was published." };
    if ((await settleMarks(database, settled)).mapping.unmarked !== undefined)
      return { state: "unknown", reason: "No row was ever marked as published: its relay reads the database's log, or has not begun." };
    return await readRows(database, settled);
  } catch (error) {
    if (error instanceof ApplicationError) return { state: "unknown", reason: error.message, isAway: true };
    throw error;
  }
}

async function readRows(database: ShopDatabase, settled: Ready): Promise<Reading> {
  const { mapping, table } = settled;
  const [pending, failed] = await Promise.all([
    boundedRows(database, settled, mapping.pending),
    mapping.failed === null ? null : boundedRows(database, settled, mapping.failed),
  ]);
  if (pending === null || (mapping.failed !== null && failed === null))
    return { state: "unknown", reason: "No index finds its unpublished rows, so that counting them would read the whole table." };
  const [row = {}] = await database.read(statementOf(database, settled, pending.rows, failed?.rows ?? null));
  const now = Number(row["now"] ?? Date.now());
  const isSampled = pending.isSampled || failed?.isSampled === true;
  return {
    state: "read",
    now,
    ...(await readWaiting(database, settled, { counted: counted(row["n"], pending.isSampled), oldestAt: timeOf(row["oldest"], now), now })),
    failed: failed && counted(row["failed"], failed.isSampled),
    publishedAt: timeOf(row["published"], now),
    knowsPublished: mapping.publishedAt !== null && table.indexed.includes(mapping.publishedAt.column),
    isSampled,
  };
}

/** What waits, and since when. Where some rows were left out, the oldest is sought by itself. */
async function readWaiting(
  database: ShopDatabase,
  settled: Ready,
  { counted: unpublished, oldestAt, now }: { readonly counted: Counted; readonly oldestAt: number | null; readonly now: number },
): Promise<Pick<Extract<Reading, { state: "read" }>, "unpublished" | "oldestAt" | "oldestIsBound">> {
  const { created } = settled.mapping;
  if (!unpublished.atLeast) return { unpublished, oldestAt, oldestIsBound: false };
  const oldest = created === null ? null : await oldestOf(database, settled, settled.mapping.pending, created);
  if (oldest === null || created === null) return { unpublished, oldestAt, oldestIsBound: oldestAt !== null };
  const [row] = await database.read(sql`select ${ms(database, settled, created, (column) => column)} as oldest from ${oldest} as oldest`);
  if (!row) return { unpublished: { n: 0, atLeast: false }, oldestAt: null, oldestIsBound: false };
  return { unpublished: { n: Math.max(unpublished.n, 1), atLeast: true }, oldestAt: timeOf(row["oldest"], now), oldestIsBound: false };
}

function statementOf(database: ShopDatabase, settled: Ready, pending: SQL, failed: SQL | null): SQL {
  const { dialect } = database;
  const { created } = settled.mapping;
  const oldest = created === null ? sql`null` : ms(database, settled, created, (column) => sql`min(${column})`);
  return sql`
    select p.n, p.oldest, f.n as failed, ${publishedAt(database, settled)} as published,
      ${dialect.epochMs(dialect.now(), dialect.engine === "postgres" ? "timestamp with time zone" : "datetime", { column: "", zone: "UTC" })} as now
    from (select count(*) as n, ${oldest} as oldest from ${pending} as pending) as p
      cross join (select ${failed === null ? sql`0 as n` : sql`count(*) as n from ${failed} as failed`}) as f`;
}

function timeOf(value: unknown, now: number): number | null {
  const at = readMoment(value);
  return at === null || at > now + aheadMs ? null : at;
}

function counted(value: unknown, isSampled: boolean): Counted {
  const n = Number(value ?? 0);
  return { n: Math.min(n, mostCounted), atLeast: n > mostCounted || isSampled };
}

function ms({ dialect }: ShopDatabase, { table }: Ready, time: TimeColumn, of: (column: SQL) => SQL): SQL {
  return dialect.epochMs(of(columnOf(time.column)), findColumn(table, time.column)?.type ?? "text", time);
}

/** The last time of publishing: by its index, or else among the newest rows. */
function publishedAt(database: ShopDatabase, settled: Ready): SQL {
  const { mapping, table } = settled;
  if (mapping.publishedAt === null || mapping.published === null) return sql`null`;
  const last = ms(database, settled, mapping.publishedAt, (column) => sql`max(${column})`);
  if (table.indexed.includes(mapping.publishedAt.column)) return sql`(select ${last} from ${tableOf(table)})`;
  if (!table.indexed.includes(mapping.id)) return sql`null`;
  const newest = database.dialect.limited(sql`select * from ${tableOf(table)} order by ${columnOf(mapping.id)} desc`, newestRows);
  return sql`(select ${last} from (${newest}) as newest)`;
}
