import type postgres from "postgres";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { diagnoseMessage } from "../../failures/diagnose.ts";
import { startReplay } from "../../replays/start.ts";
import { testContext } from "../../testing/context.ts";
import { createEmptyDatabase, testDatabase } from "../../testing/database.ts";
import { jobTables } from "../../testing/job-tables.ts";
import { buildRiver, openRiver } from "../../testing/river.ts";
import { startWorker } from "../../testing/worker.ts";
import { takeMessages } from "../harness.ts";
import type { RawMessage } from "../port.ts";
import { createJobTable } from "./create.ts";

const soon = { timeout: 20_000, interval: 100 };
/** Where a worker starts first. */
const slow = { timeout: 60_000, interval: 200 };
const rules = { envelope: {}, headers: {}, categories: [], ownCode: [], downstreams: [], needs: [] };
const target = { to: "queue", queue: "default" } as const;

beforeAll(async () => void (await buildRiver()), 600_000);

async function open() {
  const { url, sql } = await createEmptyDatabase();
  const shop = await openRiver(url);
  onTestFinished(() => shop.close());
  const broker = createJobTable({ source: "payments-jobs", databaseUrl: url, preset: "river", schema: null });
  onTestFinished(() => broker.close());
  const until = (id: string, state: string) =>
    vi.waitFor(async () => expect((await sql`select state from river_job where id = ${id}`)[0]).toEqual({ state }), soon);
  const take = async () => (await takeMessages(broker, "default", 1))[0] as RawMessage;
  const diagnose = (message: RawMessage) =>
    diagnoseMessage(
      {
        log: false,
        source: "payments-jobs",
        queue: "default",
        head: broker.codec.decode(message.head),
        body: message.body,
        receivedAt: new Date(),
      },
      rules,
    );
  const fate = async ({ head }: RawMessage) => (await broker.fates!([head]))[0];
  return { url, sql, shop, broker, until, take, diagnose, fate };
}

test("a failed job of the real library is captured, diagnosed, and runs again by a retry", async () => {
  const { sql, shop, broker, until, take, diagnose, fate } = await open();
  await shop.feel({ how: "error", text: "dial tcp 10.0.0.1:443: connect: connection refused", takesMs: 50 });
  const id = await shop.insert({ order: 7, maxAttempts: 2 });
  await until(id, "discarded");
  expect(await broker.ping()).toMatch(/^river in PostgreSQL \d/);
  expect((await broker.discover()).map(({ name, role }) => [name, role])).toEqual([["default", "dead_letter"]]);
  expect(await broker.depth("default")).toMatchObject({ ready: 1 });
  const message = await take();
  expect(Buffer.from(message.body!).toString()).toBe('{"order": 7}');
  const diagnosis = diagnose(message);
  const text = "charge order 7: dial tcp 10.0.0.1:443: connect: connection refused";
  expect(diagnosis).toMatchObject({
    category: "connection",
    errorType: null,
    errorText: text,
    origin: { queue: "default", handler: "charge" },
    attemptCount: 2,
    envelope: { eventId: id, eventType: "charge" },
  });
  const [row] = await sql<{ began: Date[]; failed: Date }[]>`
    select array(select (e ->> 'at')::timestamptz from unnest(errors) e order by 1) as began, finalized_at as failed from river_job where id = ${id}`;
  // River's records say when each try began.
  expect(diagnosis.diedAt).toEqual(row!.failed);
  expect(row!.failed.getTime() - row!.began[1]!.getTime()).toBeGreaterThanOrEqual(50);
  const tries = diagnosis.attempts.map((one) => (one.kind === "recorded" ? [one.at?.getTime(), one.error?.text] : null));
  expect(tries).toEqual(row!.began.map((at) => [at.getTime(), text]));
  expect(await fate(message)).toBe("standing");
  // Again it fails: another letter of the same job.
  expect(await broker.publish(target, message, "1")).toEqual({ state: "confirmed", ref: id });
  await until(id, "discarded");
  expect(await broker.publish(target, message, "2")).toMatchObject({ state: "returned", reason: expect.stringContaining("failed again") });
  const again = await take();
  expect(again.identity).not.toBe(message.identity);
  expect(diagnose(again).attemptCount).toBe(3);
  await shop.feel(null);
  expect(await broker.publish(target, again, "3")).toEqual({ state: "confirmed", ref: id });
  await until(id, "completed");
  expect(await shop.done()).toEqual([id]);
  expect(await broker.fates!([message.head, again.head])).toEqual(["done", "done"]);
});

test("a panic brings the stack of the handler, and what a handler cancels is failed", async () => {
  const { shop, until, take, diagnose, broker } = await open();
  await shop.feel({ how: "panic", text: "total is 0" });
  const panicked = await shop.insert({ order: 1 });
  await until(panicked, "discarded");
  const message = await take();
  const { errorText, frame, errors, frames } = diagnose(message);
  expect({ errorText, frame }).toEqual({ errorText: "total is 0", frame: "main.charger.Work" });
  expect(errors[0]?.stack).toMatch(/main\.\(\*charger\)\.Work\n\tredrive\.test\/river\/main\.go:\d+/);
  expect(frames.filter(({ own }) => own).map(({ name }) => name)).toEqual(["main.charger.Work"]);
  await shop.feel({ how: "cancel", text: "no such customer" });
  expect(await broker.publish(target, message, "1")).toMatchObject({ state: "confirmed" });
  await until(panicked, "cancelled");
  const cancelled = await take();
  expect(diagnose(cancelled).errorText).toBe("JobCancelError: no such customer");
  await shop.feel(null);
  expect(await broker.publish(target, cancelled, "2")).toMatchObject({ state: "confirmed" });
  await until(panicked, "completed");
});

test("a job that River's user retries, cancels or deletes is seen to be gone, and no retry takes it", async () => {
  const { shop, broker, until, fate } = await open();
  await shop.feel({ how: "error", text: "no answer" });
  const [retried, cancelled, deleted] = [await shop.insert({ order: 1 }), await shop.insert({ order: 2 }), await shop.insert({ order: 3 })];
  for (const id of [retried, cancelled, deleted]) await until(id, "discarded");
  const all = await takeMessages(broker, "default", 3);
  const [one, two, three] = [retried, cancelled, deleted].map(
    (id) => all.find(({ identity }) => identity?.includes(`:${id}:`)) as RawMessage,
  );
  await shop.stop();
  await shop.byUser("retry", retried);
  await shop.byUser("retry", cancelled);
  await shop.byUser("cancel", cancelled);
  await until(cancelled, "cancelled");
  await shop.byUser("delete", deleted);
  expect([await fate(one!), await fate(two!), await fate(three!)]).toEqual(["taken_up", "taken_up", "gone"]);
  const reasonOf = async (message: RawMessage) => await broker.publish(target, message, "1");
  expect(await reasonOf(one!)).toMatchObject({ state: "returned", reason: expect.stringContaining("not failed any more") });
  expect(await reasonOf(two!)).toMatchObject({ state: "returned", reason: expect.stringContaining("not failed any more") });
  expect(await reasonOf(three!)).toMatchObject({ state: "returned", reason: expect.stringContaining("gone") });
  // An operator's cancel is no failure, although the row still has its errors.
  await expect.poll(() => broker.depth("default"), soon).toMatchObject({ ready: 0 });
});

test("a retry leaves the row as River's own JobRetry does", async () => {
  const { sql, shop, broker, until } = await open();
  await shop.feel({ how: "error", text: "no answer" });
  const [ours, theirs] = [await shop.insert({ order: 1, maxAttempts: 2 }), await shop.insert({ order: 1, maxAttempts: 2 })];
  for (const id of [ours, theirs]) await until(id, "discarded");
  await shop.stop();
  // A cancel that came while the last try ran leaves this.
  await sql`update river_job set metadata = metadata || '{"cancel_attempted_at": "2026-11-30T08:00:00Z", "tenant": "acme"}'`;
  const message = (await takeMessages(broker, "default", 2)).find(({ identity }) => identity?.includes(`:${ours}:`));
  const before = Date.now();
  expect(await broker.publish(target, message!, "1")).toMatchObject({ state: "confirmed" });
  await shop.byUser("retry", theirs);
  const rows = await sql<{ row: Record<string, unknown> }[]>`
    select to_jsonb(j) - '{id,attempted_at,created_at,errors}'::text[] as row from river_job j order by id`;
  const [mine, own] = rows.map(({ row: { scheduled_at, ...row } }) => ({
    ...row,
    late: Date.parse(String(scheduled_at)) >= before - 1_000,
  }));
  expect(mine).toEqual(own);
  expect(mine).toMatchObject({ state: "available", max_attempts: 3, metadata: { tenant: "acme" } });
});

test("a retry that would be a second one of a unique job is returned, and its database is asked on", async () => {
  const { shop, broker, until, take } = await open();
  await shop.feel({ how: "error", text: "no answer" });
  const failed = await shop.insert({ order: 1, unique: true });
  await until(failed, "discarded");
  await shop.stop();
  const waiting = await shop.insert({ order: 1, unique: true });
  expect(waiting).not.toBe(failed);
  const message = await take();
  expect(await broker.publish(target, message, "1")).toMatchObject({ state: "returned", reason: expect.stringContaining("unique") });
  expect(await broker.depth("default")).toMatchObject({ ready: 1 });
});

test("a worker captures failed jobs, sees one deleted, replays the other by River's retry and sees it done", async () => {
  const { url, shop, until } = await open();
  await shop.feel({ how: "error", text: "no answer" });
  const [kept, deleted] = [await shop.insert({ order: 1 }), await shop.insert({ order: 2 })];
  for (const id of [kept, deleted]) await until(id, "discarded");
  const redrive = await testDatabase();
  const yaml = `sources:\n  payments-jobs: { kind: job-table, database: "${url}", preset: river, queues: [default] }\n`;
  const worker = await startWorker({ yaml, databaseUrl: redrive.url });
  onTestFinished(async () => void (await worker.kill("SIGKILL")));
  const fates = async () =>
    Object.fromEntries(
      (
        await redrive.sql<{ id: string; fate: string | null }[]>`
          select event_id as id, fate from messages m left join message_fates f on f.message_id = m.id order by 1`
      ).map(({ id, fate }) => [id, fate]),
    );
  await vi.waitFor(async () => expect(await fates(), worker.log()).toEqual({ [kept]: null, [deleted]: null }), slow);
  await shop.byUser("delete", deleted);
  await vi.waitFor(async () => expect(await fates(), worker.log()).toEqual({ [kept]: null, [deleted]: "gone" }), slow);
  await shop.feel(null);
  await startReplay(testContext(redrive), {
    selection: { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() },
    target: { to: "failed_queue" },
    rate: null,
    reason: "the gateway is back",
  });
  await vi.waitFor(async () => expect(await fates(), worker.log()).toEqual({ [kept]: "done", [deleted]: "gone" }), slow);
  expect(await shop.done()).toEqual([kept]);
}, 240_000);

test("the recorded table is the one that River's migrations make", async () => {
  const [{ sql }, recorded] = await Promise.all([open(), createEmptyDatabase()]);
  await recorded.sql.unsafe(jobTables.find(({ preset }) => preset === "river")!.ddl);
  expect(await shapeOf(recorded.sql)).toEqual(await shapeOf(sql));
});

/** Columns and constraints, in the words of the catalogue. */
async function shapeOf(sql: postgres.Sql) {
  const columns = await sql`
    select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as filled, pg_get_expr(adbin, adrelid) as otherwise
    from pg_attribute a left join pg_attrdef d on (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
    where attrelid = 'river_job'::regclass and attnum > 0 and not attisdropped order by attname`;
  const constraints = await sql`
    select conname as name, pg_get_constraintdef(oid) as says from pg_constraint where conrelid = 'river_job'::regclass order by conname`;
  const states = await sql`select enumlabel as label from pg_enum where enumtypid = 'river_job_state'::regtype order by enumsortorder`;
  return { columns: [...columns], constraints: [...constraints], states: [...states] };
}
