import { setTimeout } from "node:timers/promises";
import { findFailed, type FailedRef } from "../../applications/jobs/find-failed.ts";
import { type Job, readJobs } from "../../applications/jobs/read-jobs.ts";
import type { ReadyJobs } from "../../applications/jobs/job-table.ts";
import { readSizes } from "../../applications/jobs/read-sizes.ts";
import type { Application, ShopDatabase } from "../../applications/port.ts";
import type { Consumption } from "../consumption.ts";
import { partsOf } from "../parts.ts";
import { toMessage } from "./head.ts";
import { openTable } from "./open-table.ts";

/** Between two walks through a table, at least. */
const restMs = 2_000;
const longestRestMs = 60_000;
/** Their payloads are read by one statement and in memory at the same time; they take so many bytes where they are stored. A larger one is read alone. */
const mostAtOnce = { count: 200, bytes: 2 * 1024 * 1024 };

/** What a walk knows: failures that were handed over and settled. */
export class Handed {
  #settled = new Set<string>();
  /** Failed jobs that the last walk found and that were not settled then; null: none has ended. */
  unread: number | null = null;

  isNew = (ref: FailedRef) => !this.#settled.has(keyOf(ref));
  settle = (refs: readonly FailedRef[]) => refs.forEach((ref) => this.#settled.add(keyOf(ref)));
  /** A job that is not failed any more is forgotten. */
  keep(refs: readonly FailedRef[]): void {
    const found = refs.map(keyOf);
    this.unread = found.filter((key) => !this.#settled.has(key)).length;
    this.#settled = new Set(found.filter((key) => this.#settled.has(key)));
  }
}

const keyOf = ({ id, failure }: FailedRef) => `${id} ${failure}`;

/**
 * Walks the table by its key, again and again, and hands over each failure once. What is known is kept in memory only: after a start all are handed over again, and their
 * identity tells which are stored. It rests as long as it works, and queues that walk at the same time share their reads, so that the shop's database has about half a
 * connection to serve.
 */
export async function consumeJobs(
  application: Application,
  preset: string,
  { queue, onBatch, options, signal }: Consumption,
  handed: Handed,
) {
  while (!signal.aborted) {
    const began = performance.now();
    const found: FailedRef[] = [];
    for (let after: string | null = null, more = true; more && !signal.aborted; more = after !== null) {
      const from = performance.now();
      const jobs = await openTable(application);
      const slice = await findFailed(application.database, jobs, { queue, after });
      options.onAlive?.();
      found.push(...slice.failed);
      const fresh = slice.failed.filter(handed.isNew);
      const most = { ...mostAtOnce, count: Math.min(options.batchSize, mostAtOnce.count) };
      for (const refs of partsOf(await sized(application.database, jobs, queue, fresh), most)) {
        if (signal.aborted) break;
        const read = await readJobs(
          application.database,
          jobs,
          queue,
          refs.map(({ id }) => id),
        );
        const place = { preset, table: `${jobs.mapping.schema}.${jobs.mapping.table}` };
        const batch = read.filter((job) => isStill(job, refs)).map((job) => toMessage(place, job));
        if (batch.length > 0) await onBatch(batch);
        handed.settle(refs);
        options.onAlive?.();
      }
      after = slice.after;
      if (after !== null) await rest(performance.now() - from, signal);
    }
    if (signal.aborted) return;
    handed.keep(found);
    await rest(Math.min(Math.max(restMs, performance.now() - began), longestRestMs), signal);
  }
}

/** With the bytes that each takes in its table. */
async function sized(database: ShopDatabase, jobs: ReadyJobs, queue: string, refs: readonly FailedRef[]) {
  if (refs.length === 0) return [];
  const ids = refs.map(({ id }) => id);
  const sizes = await readSizes(database, jobs, queue, ids);
  return refs.map((ref) => ({ ...ref, bytes: sizes.get(ref.id) ?? 0 }));
}

/** Between two reads it may have been run again: its next failure is another letter. */
function isStill(job: Job, refs: readonly FailedRef[]): boolean {
  return job.failed && refs.some(({ id, failure }) => id === job.id && failure === job.failure);
}

const rest = (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal }).catch(() => {});
