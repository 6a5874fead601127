import { expect, onTestFinished, test } from "vitest";
import { jobPresetNames } from "../../applications/job-preset-names.ts";
import { discoverQueues } from "../../queues/discover.ts";
import { testContext } from "../../testing/context.ts";
import { createEmptyDatabase, testDatabase } from "../../testing/database.ts";
import { plainRules } from "../../testing/messages.ts";
import { jobTables } from "../../testing/job-tables.ts";
import { createRole } from "../../testing/role.ts";
import { takeMessages } from "../harness.ts";
import { createJobTable } from "./create.ts";
import { expectJobs } from "../../testing/expect-jobs.ts";

test("every preset is tested, by a recorded schema or by its library", () => {
  expect([...new Set(jobTables.map(({ preset }) => preset)), "pg-boss", "graphile-worker", "pgqueuer", "procrastinate"].toSorted()).toEqual(
    [...jobPresetNames].toSorted(),
  );
});

test.each(jobTables)("$preset: finds what failed, says why, and retries just that", async ({ ddl, ...table }) => {
  const database = await createEmptyDatabase();
  await database.sql.unsafe(ddl);
  await expectJobs(database, table);
});

test("a job of Solid Queue with a concurrency key is not retried, and not told to have failed again", async () => {
  const { ddl, queue, failed } = jobTables.find(({ preset }) => preset === "solid-queue")!;
  const { url, sql } = await createEmptyDatabase();
  await sql.unsafe(ddl);
  const broker = createJobTable({ source: "jobs", databaseUrl: url, preset: "solid-queue", schema: null });
  onTestFinished(() => broker.close());
  await sql`update solid_queue_jobs set concurrency_key = 'one at a time'`;
  const [message] = await takeMessages(broker, queue, failed.length);
  expect(await broker.publish({ to: "queue", queue }, message!, "1")).toMatchObject({
    state: "returned",
    reason: expect.stringMatching(/^It was not retried: its failure stands\. .*concurrency key/),
  });
});

test("large jobs are read a few at a time, and one that is larger than all of them alone", async () => {
  const { ddl } = jobTables.find(({ preset }) => preset === "delayed-job")!;
  const { url, sql } = await createEmptyDatabase();
  await sql.unsafe(ddl);
  await sql.unsafe(`
    create function noise(n int) returns text language sql as $$ select string_agg(md5(random()::text), '') from generate_series(1, n) $$;
    insert into delayed_jobs (id, priority, attempts, handler, last_error, run_at, failed_at, queue, created_at, updated_at)
    select 1000 + n, 0, 3, noise(case n when 7 then 160000 else 16000 end), 'E: no', now(), now(), 'large', now(), now() from generate_series(1, 24) n`);
  const broker = createJobTable({ source: "jobs", databaseUrl: url, preset: "delayed-job", schema: null });
  onTestFinished(() => broker.close());
  const batches: number[][] = [];
  const stop = new AbortController();
  const done = broker.consume(
    "large",
    async (batch) => {
      batches.push(batch.map(({ body }) => body?.length ?? 0));
      if (batches.flat().length === 24) stop.abort();
    },
    { batchSize: 100, maxWaitMs: 50 },
    stop.signal,
  );
  await done;
  expect(batches.flat()).toHaveLength(24);
  expect(batches.filter((batch) => batch.includes(5_120_000))).toEqual([[5_120_000]]);
  expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThan(9);
});

test("the rights that a retry lacks are all named, with the grants", async () => {
  const { ddl } = jobTables.find(({ preset }) => preset === "solid-queue")!;
  const { url, sql } = await createEmptyDatabase();
  await sql.unsafe(ddl);
  const reads = ["usage on schema public", "select on all tables in schema public", "update on solid_queue_failed_executions"];
  const own = await createRole(sql, url, reads);
  const broker = createJobTable({ source: "jobs", databaseUrl: own, preset: "solid-queue", schema: null });
  onTestFinished(() => broker.close());
  const [queue] = await broker.discover();
  expect(queue?.warnings.find(({ mend }) => mend !== null)).toMatchObject({
    text: "This role lacks delete on public.solid_queue_failed_executions, update on public.solid_queue_jobs and insert on public.solid_queue_ready_executions: its jobs are captured, and a replay is refused.",
    mend: "grant delete on public.solid_queue_failed_executions to <role>;\ngrant update on public.solid_queue_jobs to <role>;\ngrant insert on public.solid_queue_ready_executions to <role>;",
  });
});

test("a grant of some columns is enough for a retry", async () => {
  const { ddl, queue } = jobTables.find(({ preset }) => preset === "oban")!;
  const { url, sql } = await createEmptyDatabase();
  await sql.unsafe(ddl);
  const columns = "state, max_attempts, scheduled_at, completed_at, cancelled_at, discarded_at";
  const own = await createRole(sql, url, [
    "usage on schema public",
    "select on all tables in schema public",
    `update (${columns}) on oban_jobs`,
  ]);
  const broker = createJobTable({ source: "jobs", databaseUrl: own, preset: "oban", schema: null });
  onTestFinished(() => broker.close());
  expect((await broker.discover())[0]?.warnings.filter(({ mend }) => mend !== null)).toEqual([]);
  const [message] = await takeMessages(broker, queue, 1);
  expect(await broker.publish({ to: "queue", queue }, message!, "1")).toMatchObject({ state: "confirmed" });
});

test("jobs that are in hand for too long are a warning of their queue", async () => {
  const { ddl, queue } = jobTables.find(({ preset }) => preset === "river")!;
  const { url, sql } = await createEmptyDatabase();
  await sql.unsafe(ddl);
  const broker = createJobTable({ source: "jobs", databaseUrl: url, preset: "river", schema: null });
  onTestFinished(() => broker.close());
  const stuck = async () => (await broker.discover()).find(({ name }) => name === queue)?.warnings.filter(({ code }) => code === "stuck");
  await sql`update river_job set attempted_at = now() where state = 'running'`;
  expect(await stuck()).toEqual([]);
  const rows =
    await sql`update river_job set attempted_at = '2026-11-30 08:00:00+00', queue = ${queue} where state = 'running' returning id`;
  expect(rows).toHaveLength(1);
  expect(await stuck()).toEqual([
    {
      code: "stuck",
      severity: "warn",
      text: "1 job is in hand for over 1 h, since 2026-11-30 08:00 UTC: a worker may have died.",
      mend: null,
    },
  ]);
});

test("a quiet queue of a busy table is found by its failed jobs, and is never taken for gone", async () => {
  const { ddl } = jobTables.find(({ preset }) => preset === "river")!;
  const { url, sql } = await createEmptyDatabase();
  await sql.unsafe(ddl);
  await sql`update river_job set queue = 'rare' where id in (1, 2)`;
  await sql`insert into river_job (id, state, finalized_at, args, kind) select 100 + n, 'completed', now(), '{}', 'charge' from generate_series(1, 50001) n`;
  const broker = createJobTable({ source: "jobs", databaseUrl: url, preset: "river", schema: null });
  onTestFinished(() => broker.close());
  expect((await broker.discover()).map(({ name }) => name).toSorted()).toEqual(["default", "rare"]);
  const queues = [{ name: "*", capture: "mirror", takeDespiteHazard: false, target: { to: "failed_queue" }, rules: plainRules }] as const;
  const source = { kind: "job-table", name: "jobs", databaseUrl: url, preset: "river", schema: null, queues } as const;
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] } });
  const watched = async () => {
    await discoverQueues(ctx, source);
    return ctx.sql`select name, watched from queues order by name`;
  };
  const both = [
    { name: "default", watched: true },
    { name: "rare", watched: true },
  ];
  expect(await watched()).toEqual(both);
  await sql`delete from river_job where queue = 'rare'`;
  expect(await watched()).toEqual(both);
});

test("queues are found by an index that begins with them, however many rows they have", async () => {
  const { ddl, queue } = jobTables.find(({ preset }) => preset === "good-job")!;
  const { url, sql } = await createEmptyDatabase();
  await sql.unsafe(ddl);
  await sql.unsafe("create index on good_jobs (queue_name)");
  await sql`insert into good_jobs (id, queue_name) select gen_random_uuid(), case when n <= 60000 then 'busy' when n % 2 = 0 then 'zeta' end from generate_series(1, 60004) n`;
  const broker = createJobTable({ source: "jobs", databaseUrl: url, preset: "good-job", schema: null });
  onTestFinished(() => broker.close());
  expect((await broker.discover()).map(({ name }) => name).toSorted()).toEqual(["busy", "default", queue, "zeta"]);
});

test.each(["archived boolean not null default false", "archived_at timestamptz"])(
  "what Wolverine keeps as archived is not failed: %s",
  async (column) => {
    const { ddl, queue, failed } = jobTables.find(({ preset }) => preset === "wolverine-dead-letters")!;
    const { url, sql } = await createEmptyDatabase();
    await sql.unsafe(ddl);
    const table = (
      await sql<{ name: string }[]>`select attrelid::regclass::text as name from pg_attribute where attname = 'replayable'`
    )[0]!.name;
    await sql.unsafe(`alter table ${table} add column ${column}`);
    const broker = createJobTable({ source: "jobs", databaseUrl: url, preset: "wolverine-dead-letters", schema: null });
    onTestFinished(() => broker.close());
    const [message] = await takeMessages(broker, queue, failed.length);
    await sql.unsafe(`update ${table} set ${column.startsWith("archived_at") ? "archived_at = now()" : "archived = true"}`);
    expect(await broker.publish({ to: "queue", queue }, message!, "1")).toMatchObject({ state: "returned" });
    await expect.poll(() => broker.depth(queue), { timeout: 5_000 }).toMatchObject({ ready: 0 });
  },
);
