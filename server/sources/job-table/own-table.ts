import { z } from "zod";
import type { JobsMapping } from "../../applications/mapping.ts";
import { column, conditions, optional, placeOf, table, time, toTime } from "../../config/tables/columns.ts";
import { names } from "../source-kind.ts";

/** A table of failed jobs that no framework made, or one without a failed state. Nothing is known of how to run such a job again, so it is never written. */
export const ownTable = names({
  table,
  id: column("Column with the key of the row, which has to be unique.", "id"),
  queue: optional("Column with the queue, or with what people watch apart. Left out: all are of one queue, `default`.", "queue"),
  type: optional("Column with the type of the job.", "type"),
  payload: optional("Column with the payload.", "payload"),
  attempts: optional("Column that counts the tries.", "attempts"),
  error: optional("Column with the last error, its stack below it.", "last_error"),
  created: time("Column with the time at which the row was written.", "created_at"),
  failedAt: time("Column with the time of the last failure.", "failed_at"),
  failed: conditions("Required. When a job is given up.").refine((all) => all.length > 0, { error: "must say when a job is given up" }),
  done: conditions("When a job is done. Left out: its row is removed then."),
});

export function toOwnJobs({ table: named, failed, done, ...own }: z.output<typeof ownTable>): JobsMapping {
  const { id, queue, type, payload, attempts, error, created, failedAt } = own;
  return {
    kind: "jobs",
    ...placeOf(named),
    id,
    queue: queue ?? null,
    queues: null,
    type: type ?? null,
    payload: payload ?? null,
    attempts: attempts ?? null,
    mostAttempts: null,
    created: toTime(created),
    failedAt: toTime(failedAt),
    // Otherwise a job that failed again would look like its first failure.
    changes: attempts === undefined && failedAt === undefined ? "xmin" : null,
    errors: error === undefined ? null : { column: error, form: "own-table" },
    failed,
    done: done.length > 0 ? done : "removed",
    retry: null,
    untold: ["Redrive does not know how to run a job of this table again."],
  };
}
