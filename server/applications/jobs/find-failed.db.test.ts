import type { SQL } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { createEmptyDatabase } from "../../testing/database.ts";
import { openPostgres } from "../engines/postgres.ts";
import { procrastinate } from "../presets/procrastinate.ts";
import type { JobsMapping } from "../mapping.ts";
import { findFailed, seenQueues } from "./find-failed.ts";
import { settleJobs } from "./job-table.ts";

const queues = Array.from({ length: 40 }, (_, n) => `q${n}`);

test("queues of a large table share its walk, and with an index to what failed there is none", async () => {
  const { url, sql } = await createEmptyDatabase();
  await sql.unsafe(`
    create table procrastinate_jobs (id bigint primary key, queue_name text not null, task_name text not null, lock text, queueing_lock text, args jsonb, status text not null,
      attempts int not null default 0, abort_requested boolean default false) with (parallel_workers = 0)`);
  await sql`insert into procrastinate_jobs (id, queue_name, task_name, args, status)
    select n, 'q' || n % 40, 'shop.receipt', jsonb_build_object('note', repeat('x', 60)), case when n % 7001 < 40 and n % 7001 = n % 40 then 'failed' else 'succeeded' end
    from generate_series(1, 200000) n`;
  await sql`analyze procrastinate_jobs`;
  const expected = new Map(queues.map((queue) => [queue, [] as string[]]));
  for (const { id, queue } of await sql<{ id: string; queue: string }[]>`
    select id::text, queue_name as queue from procrastinate_jobs where status = 'failed' order by procrastinate_jobs.id`)
    expected.get(queue)?.push(id);
  const database = openPostgres(url);
  onTestFinished(() => database.close());
  let reads = 0;
  const counted = { ...database, read: (statement: SQL) => (reads++, database.read(statement)) };
  const walk = async () => {
    reads = 0;
    const catalogue = await database.catalogue();
    const jobs = settleJobs(catalogue, procrastinate.find(catalogue)[0] as JobsMapping);
    if (jobs.state === "unknown") throw new Error(jobs.reason);
    const found = queues.map(async (queue) => {
      const ids: string[] = [];
      for (let after: string | null = null, more = true; more; more = after !== null) {
        const slice = await findFailed(counted, jobs, { queue, after });
        ids.push(...slice.failed.map(({ id }) => id));
        after = slice.after;
      }
      return [queue, ids] as const;
    });
    return new Map(await Promise.all(found));
  };
  expect(await walk()).toEqual(expected);
  expect(seenQueues(counted)).toEqual(new Set([...expected].flatMap(([queue, ids]) => (ids.length > 0 ? [queue] : []))));
  // A plan, and a read for each 2,000 rows.
  expect(reads).toBeGreaterThan(100);
  expect(reads).toBeLessThan(110);
  await sql`create index on procrastinate_jobs (status)`;
  await sql`analyze procrastinate_jobs`;
  // What was read within a second is not read again.
  await expect.poll(async () => (await walk(), reads), { timeout: 10_000, interval: 1_100 }).toBe(2);
  const indexed = [...(await walk())].map(([queue, ids]) => [queue, ids.toSorted((a, b) => Number(a) - Number(b))] as const);
  expect(new Map(indexed)).toEqual(expected);
}, 60_000);
