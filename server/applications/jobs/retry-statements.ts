import { type SQL, sql } from "drizzle-orm";
import type { WriteGrant } from "../catalogue.ts";
import { tableOf } from "../condition.ts";

/** What a role needs for each of them, by table of the framework's schema. */
export const retryNeeds: Readonly<Record<string, readonly { readonly table: string; readonly grant: WriteGrant }[]>> = {
  "graphile-worker": [{ table: "_private_jobs", grant: "update" }],
  procrastinate: [
    { table: "procrastinate_jobs", grant: "update" },
    { table: "procrastinate_events", grant: "insert" },
  ],
  "solid-queue": [
    { table: "solid_queue_failed_executions", grant: "delete" },
    { table: "solid_queue_jobs", grant: "update" },
    { table: "solid_queue_ready_executions", grant: "insert" },
  ],
};

/** Retries that a framework documents as more than an update of its row. `stands` guards the row `j`; each answers the row that it took. */
export const retryStatements: Readonly<Record<string, (schema: string, stands: SQL) => SQL>> = {
  // `rescheduleJobs`: a locked row is left out by it. Attempts begin anew, since it never takes a row that has used them up.
  "graphile-worker": (schema, stands) => sql`
    select r.id::text as id from ${sql.identifier(schema)}.reschedule_jobs(
      job_ids => array(select j.id from ${tableOf({ schema, table: "_private_jobs" })} j where ${stands} for update), run_at => now(), attempts => 0) r`,
  // `retry` of its shell. The function names its tables without a schema, and takes a job that runs as well: the row is locked while it is failed.
  procrastinate: (schema, stands) => sql`
    with path as materialized (select set_config('search_path', quote_ident(${schema}), true) as is),
      f as materialized (select j.id from ${tableOf({ schema, table: "procrastinate_jobs" })} j where ${stands} for update)
    select f.id::text as id, ${sql.identifier(schema)}.procrastinate_retry_job_v2(f.id, now(), null::integer, null::varchar, null::varchar)::text as done
    from path cross join f`,
  // `FailedExecution#retry` in one statement. A job with a limit of concurrency has to pass its semaphore, and is not taken.
  "solid-queue": (schema, stands) => {
    const of = (table: string) => tableOf({ schema, table: `solid_queue_${table}` });
    const utc = sql`now() at time zone 'utc'`;
    return sql`
      with f as (
        delete from ${of("failed_executions")} j using ${of("jobs")} o where ${stands} and j.job_id = o.id and o.finished_at is null
          and o.concurrency_key is null and (o.scheduled_at is null or o.scheduled_at <= ${utc}) returning j.job_id
      ), ready as (
        update ${of("jobs")} set arguments = (arguments::jsonb || '{"executions":0,"exception_executions":{}}')::text, updated_at = ${utc}
        where id in (select job_id from f) returning id, queue_name, priority
      )
      insert into ${of("ready_executions")} (job_id, queue_name, priority, created_at) select id, queue_name, priority, ${utc} from ready
      returning job_id::text as id`;
  },
};
