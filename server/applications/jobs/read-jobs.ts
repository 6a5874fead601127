import { sql } from "drizzle-orm";
import { findColumn } from "../catalogue.ts";
import { columnOf, holding, tableOf } from "../condition.ts";
import type { Row, ShopDatabase } from "../port.ts";
import { demandFindable, failureOf, isAmong, queueOf, textOf, timeOf } from "./columns.ts";
import type { ReadyJobs } from "./job-table.ts";

/** A job as its table has it now. Times in milliseconds since 1970; null: the table does not say. */
export interface Job {
  readonly id: string;
  readonly failure: string;
  /** It is failed, and nobody runs it any more. */
  readonly failed: boolean;
  readonly done: boolean;
  readonly queue: string;
  readonly type: string | null;
  /** Its bytes; of json and text, as Postgres prints them. */
  readonly payload: Uint8Array | null;
  readonly attempts: number | null;
  readonly mostAttempts: number | null;
  readonly createdAt: number | null;
  readonly failedAt: number | null;
  readonly errors: string | null;
}

/** These jobs of a queue as they are now; what is left out has no row. Rejects with `ApplicationError`. */
export async function readJobs(
  { dialect, read }: ShopDatabase,
  jobs: ReadyJobs,
  queue: string,
  ids: readonly string[],
): Promise<readonly Job[]> {
  const { mapping, table } = jobs;
  const id = sql`j.${columnOf(mapping.id)}`;
  demandFindable(jobs, dialect);
  const among = isAmong(jobs, dialect, queue, ids);
  if (among === null) return [];
  const done = mapping.done === null || mapping.done === "removed" ? sql`false` : holding(dialect, table, mapping.done);
  const rows = await read(sql`
    select ${id}::text as id, ${failureOf(jobs, dialect)} as failure, (${holding(dialect, table, mapping.failed)}) is true as failed,
      (${done}) is true as done, ${queueOf(jobs)} as queue, ${textOf(jobs, mapping.type)} as type, ${textOf(jobs, mapping.payload)} as payload,
      ${textOf(jobs, mapping.attempts)} as attempts, ${textOf(jobs, mapping.mostAttempts)} as "mostAttempts",
      ${timeOf(jobs, dialect, mapping.created)} as "createdAt", ${timeOf(jobs, dialect, mapping.failedAt)} as "failedAt",
      ${textOf(jobs, mapping.errors?.column ?? null)} as errors
    from ${tableOf(mapping)} j where ${among}`);
  const isBytes = typeof mapping.payload === "string" && findColumn(table, mapping.payload)?.type === "bytea";
  return rows.map((row) => toJob(row, isBytes));
}

function toJob(row: Row, isBytes: boolean): Job {
  const text = (name: string) => (typeof row[name] === "string" ? (row[name] as string) : null);
  const number = (name: string) => (text(name) === null ? null : Number(text(name)));
  const payload = text("payload");
  return {
    id: text("id") ?? "",
    failure: text("failure") ?? "",
    failed: row["failed"] === true,
    done: row["done"] === true,
    queue: text("queue") ?? "",
    type: text("type"),
    // Postgres prints bytes as \\x and their digits.
    payload: payload === null ? null : isBytes ? Buffer.from(payload.slice(2), "hex") : Buffer.from(payload),
    attempts: number("attempts"),
    mostAttempts: number("mostAttempts"),
    createdAt: number("createdAt"),
    failedAt: number("failedAt"),
    errors: text("errors"),
  };
}
