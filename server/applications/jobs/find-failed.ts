import { type SQL, sql } from "drizzle-orm";
import type { Table } from "../catalogue.ts";
import { columnOf, holding, tableOf } from "../condition.ts";
import type { Row, ShopDatabase } from "../port.ts";
import { failureOf, isByQueue, queueOf, withinQueue } from "./columns.ts";
import { idType, type ReadyJobs } from "./job-table.ts";

/** A failed job, by what tells this failure from its next one. */
export interface FailedRef {
  readonly id: string;
  readonly failure: string;
}

export interface FailedSlice {
  readonly failed: readonly FailedRef[];
  /** Where the next slice begins; null: this was the last. */
  readonly after: string | null;
}

/** Failed jobs of every queue that a read looked at. */
interface Slice {
  readonly failed: readonly (FailedRef & { readonly queue: string })[];
  readonly after: string | null;
}

/** Rows of one read: few enough to be read in some milliseconds, whatever the table's indexes are. */
const sliceRows = 2_000;
/** Where an index leads to what failed, so many are read at once. */
export const mostAtOnce = 10_000;
/** Queues that are read at the same time share a read. */
const freshMs = 1_000;

/** By table, queue (where rows are read by it) and place. The oldest stands first. */
const slices = new WeakMap<ShopDatabase, Map<string, { readonly at: number; readonly slice: Promise<Slice> }>>();
/** Queues of failed jobs that were read, `mostSeen` at most. */
const seen = new WeakMap<ShopDatabase, Set<string>>();
const mostSeen = 1_000;
/** A table is forgotten with its catalogue, within a minute: statistics change. */
const plans = new WeakMap<Table, Map<string, Promise<boolean>>>();

/**
 * The failed jobs of one queue: all of them where the plan of the database goes to them, otherwise those among the next rows by primary key. Walking by the key needs no
 * index on state or time, reads a bounded number of rows, and finds what a slow transaction commits late. What other queues of the table ask within a second is not
 * read again. Rejects with `ApplicationError`.
 */
export async function findFailed(
  database: ShopDatabase,
  jobs: ReadyJobs,
  { queue, after }: { readonly queue: string; readonly after: string | null },
): Promise<FailedSlice> {
  const kept = slices.get(database) ?? new Map<string, { readonly at: number; readonly slice: Promise<Slice> }>();
  slices.set(database, kept);
  const now = Date.now();
  for (const [key, { at }] of kept) {
    if (now - at < freshMs) break;
    kept.delete(key);
  }
  const within = isByQueue(jobs) ? queue : null;
  const key = JSON.stringify([jobs.mapping.schema, jobs.mapping.table, within, after]);
  const { slice } = kept.get(key) ?? { slice: readSlice(database, jobs, { queue, after }) };
  if (!kept.has(key)) kept.set(key, { at: now, slice });
  void slice.catch(() => kept.delete(key));
  const read = await slice;
  const queues = seen.get(database) ?? new Set<string>();
  seen.set(database, queues);
  for (const one of read.failed) if (queues.size < mostSeen) queues.add(one.queue);
  return { failed: read.failed.filter((one) => one.queue === queue), after: read.after };
}

/** Queues of which this process has read a failed job: a quiet one is not among the newest jobs of its table. */
export const seenQueues = (database: ShopDatabase): ReadonlySet<string> => seen.get(database) ?? new Set();

interface Place {
  readonly queue: string;
  readonly after: string | null;
}

async function readSlice(database: ShopDatabase, jobs: ReadyJobs, place: Place): Promise<Slice> {
  if (place.after === null && (await isServed(database, jobs, place.queue))) {
    const failed = toFailed(await database.read(atOnce(database, jobs, place.queue)));
    if (failed.length <= mostAtOnce) return { failed, after: null };
  }
  const { dialect, read } = database;
  const { mapping, table } = jobs;
  const id = sql`j.${columnOf(mapping.id)}`;
  const from = place.after === null ? sql`true` : sql`${id} > ${place.after}::text::${sql.raw(idType(jobs))}`;
  const rows: SQL = sql`select j.*${mapping.changes === "xmin" ? sql`, xmin` : sql``} from ${tableOf(mapping)} j where ${from} and ${withinQueue(jobs, place.queue)} order by ${id} limit ${sliceRows}`;
  const told = await read(sql`
    with j as materialized (${rows})
    select (select count(*) from j)::text as rows, (select ${id}::text from j order by ${id} desc limit 1) as last,
      (select json_agg(${refOf(database, jobs)}) from j where ${holding(dialect, table, mapping.failed)})::text as failed`);
  return { failed: toFailed(told), after: Number(told[0]?.["rows"]) < sliceRows ? null : String(told[0]?.["last"]) };
}

/** Whether an index leads to what failed, or the table is small. Rejects with `ApplicationError`. */
export function isServed(database: ShopDatabase, jobs: ReadyJobs, queue: string): Promise<boolean> {
  const { plan } = database.dialect;
  if (!plan) return Promise.resolve(false);
  const known = plans.get(jobs.table) ?? new Map<string, Promise<boolean>>();
  plans.set(jobs.table, known);
  const key = isByQueue(jobs) ? queue : "";
  const asked = known.get(key) ?? database.read(plan.explain(atOnce(database, jobs, queue))).then(plan.readsFew);
  known.set(key, asked);
  void asked.catch(() => known.delete(key));
  return asked;
}

function atOnce(database: ShopDatabase, jobs: ReadyJobs, queue: string): SQL {
  const { mapping, table } = jobs;
  const failed = holding(database.dialect, table, mapping.failed);
  return sql`select json_agg(f.ref)::text as failed from (
    select ${refOf(database, jobs)} as ref from ${tableOf(mapping)} j where ${failed} and ${withinQueue(jobs, queue)} limit ${mostAtOnce + 1}) f`;
}

const refOf = ({ dialect }: ShopDatabase, jobs: ReadyJobs): SQL =>
  sql`json_build_array(j.${columnOf(jobs.mapping.id)}::text, ${failureOf(jobs, dialect)}, ${queueOf(jobs)})`;

function toFailed([row]: readonly Row[]): Slice["failed"] {
  const told = row?.["failed"];
  const all = typeof told === "string" ? (JSON.parse(told) as [string, string, string][]) : [];
  return all.map(([id, failure, queue]) => ({ id, failure, queue }));
}
