import postgres from "postgres";
import { expect, onTestFinished, test, vi } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { startProxy } from "../testing/proxy.ts";
import { isOutage } from "./outage.ts";
import { watchSilence } from "./watch-silence.ts";

const bounds = { silentMs: 600, answerMs: 1_500 };

/** Connections through a relay that can swallow what they carry, and one beside it. */
async function open(max = 1) {
  const { sql: other, url } = await testDatabase();
  const { hostname, port } = new URL(url);
  const proxy = await startProxy({ host: hostname, port: Number(port) });
  const through = new URL(url);
  through.port = String(proxy.port);
  const sql = postgres(through.href, { max, connect_timeout: 2, onnotice: () => {}, ...watchSilence(through.href, bounds) });
  onTestFinished(async () => {
    await sql.end({ timeout: 1 });
    await proxy.close();
  });
  await Promise.all(Array.from({ length: max }, () => sql`select pg_sleep(0.05)`));
  return { sql, other, proxy };
}
const failure = (work: PromiseLike<unknown>) =>
  Promise.resolve(work).then(
    () => null,
    (error: unknown) => error,
  );

/** What was handed over when the connection was lost already may fail once. */
const goesOn = (sql: postgres.Sql) => vi.waitFor(async () => expect(await sql`select 2 as n`).toEqual([{ n: 2 }]), { timeout: 10_000 });

test("while nothing arrives at the database any more, what waits fails within a bound; then all goes on", async () => {
  const { sql, proxy } = await open(3);
  const inTransaction = failure(sql.begin(async (tx) => tx`select pg_sleep(1)`));
  proxy.hold(true);
  const from = performance.now();
  const others = Array.from({ length: 6 }, () => failure(sql`select 1`));
  for (const error of [await inTransaction, ...(await Promise.all(others))]) expect(isOutage(error)).toBe(true);
  expect(performance.now() - from).toBeLessThan(20_000);
  proxy.hold(false);
  await goesOn(sql);
});

test("a connection that only the way has forgotten fails, whether the server got the statement or not; others go on", async () => {
  const { sql, proxy } = await open(2);
  const sent = failure(sql`select pg_sleep(0.4)`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  proxy.forget();
  const notSent = failure(sql`select 1`);
  for (const error of [await sent, await notSent]) expect(isOutage(error)).toBe(true);
  await goesOn(sql);
});

test("a statement that takes long, or waits for a lock, is left alone, and so is a connection without one", async () => {
  const { sql, other } = await open(3);
  await other`create table kept as select 1 as n`;
  const locked = other.begin(async (tx) => {
    await tx`lock table kept`;
    await tx`select pg_sleep(4)`;
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const pid = async () => (await sql`select pg_backend_pid() as pid`)[0];
  const [slow, waits, idle] = await Promise.all([sql`select 1 as n, pg_sleep(4)`, sql`select n from kept`, pid()]);
  expect([slow[0]?.["n"], waits[0]?.["n"], idle]).toEqual([1, 1, { pid: expect.any(Number) }]);
  await locked;
});

test("a process that stood still itself gives nothing up that has been answered meanwhile", async () => {
  const { sql } = await open();
  const answer = sql`select 3 as n, pg_sleep(0.1)`;
  void answer.execute();
  await new Promise((resolve) => setTimeout(resolve, 20));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
  expect((await answer)[0]?.["n"]).toBe(3);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(await sql`select 4 as n`).toEqual([{ n: 4 }]);
});
