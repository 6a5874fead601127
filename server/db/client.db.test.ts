import { expect, onTestFinished, test } from "vitest";
import { startProxy } from "../testing/proxy.ts";
import { testDatabase } from "../testing/database.ts";
import { connectDatabase, type Sql, type Transaction } from "./client.ts";
import { isOutage } from "./outage.ts";

const thrown: unknown[] = [];
process.on("uncaughtException", (error) => thrown.push(error));
process.on("unhandledRejection", (error) => thrown.push(error));

/** One connection through a relay that can lose it, and another that sees what is stored. */
async function open() {
  const { sql: other, url } = await testDatabase();
  const { hostname, port } = new URL(url);
  const proxy = await startProxy({ host: hostname, port: Number(port) });
  const through = new URL(url);
  through.port = String(proxy.port);
  const { sql, close } = connectDatabase(through.href, { max: 1 });
  onTestFinished(async () => {
    await close();
    await proxy.close();
  });
  await other`create table kept (n int)`;
  const kept = async () => (await other<{ n: number }[]>`select n from kept order by n`).map(({ n }) => n);
  return { sql, other, proxy, kept };
}

/** Ways in which a connection is lost: by the server with a reason, by what lies between, and by a reset. */
const losses = {
  terminated: async ({ other }, pid) => {
    await other`select pg_terminate_backend(${pid})`;
  },
  cut: async ({ proxy }) => proxy.cut(),
  reset: async ({ proxy }) => proxy.reset(),
} satisfies Record<string, (opened: Awaited<ReturnType<typeof open>>, pid: number) => Promise<void>>;
const ways = Object.entries(losses);

const pidOf = async (sql: Sql | Transaction) => (await sql<[{ pid: number }]>`select pg_backend_pid() as pid`)[0].pid;
const failure = (work: PromiseLike<unknown>) =>
  Promise.resolve(work).then(
    () => null,
    (error: unknown) => error,
  );

test.each(ways)("a connection that is lost (%s) in a transaction is an error of it; the next ones go on", async (_, lose) => {
  const opened = await open();
  const { sql, kept } = opened;
  for (let round = 0; round < 3; round++) {
    const error = await failure(
      sql.begin(async (tx) => {
        const pid = await pidOf(tx);
        await tx`insert into kept values (1)`;
        const sleeping = failure(tx`select pg_sleep(20)`);
        await lose(opened, pid);
        expect(isOutage(await sleeping)).toBe(true);
        // Statements that nobody waits for, one that is handed over later, and the driver's own rollback.
        const late = [tx`insert into kept values (2)`, tx`insert into kept values (3)`].map(failure);
        await new Promise((resolve) => setTimeout(resolve, 20));
        for (const each of [...(await Promise.all(late)), await failure(tx`insert into kept values (4)`)])
          expect(isOutage(each)).toBe(true);
        throw new Error("enough");
      }),
    );
    expect(isOutage(error)).toBe(true);
    // What was handed over when the connection was lost already may fail once; nothing hangs.
    await failure(sql`select 1`);
    expect(await sql`select 1 as n`).toEqual([{ n: 1 }]);
    await sql.begin((tx) => tx`select 1`);
  }
  expect(await kept()).toEqual([]);
  expect(thrown).toEqual([]);
});

test.each(ways)("a transaction that has lost its connection (%s) writes nothing through the next one", async (_, lose) => {
  const opened = await open();
  const { sql, kept } = opened;
  const lost = failure(
    sql.begin(async (tx) => {
      const pid = await pidOf(tx);
      // Waits for the only connection, and gets the one after it.
      const next = sql.begin(async (other) => {
        await other`insert into kept values (10)`;
        await other`select pg_sleep(0.2)`;
        await other`insert into kept values (11)`;
      });
      next.catch(() => {});
      await lose(opened, pid);
      await failure(tx`select pg_sleep(20)`);
      await failure(next);
      await failure(tx`insert into kept values (1)`);
    }),
  );
  expect(isOutage(await lost)).toBe(true);
  expect([[], [10, 11]]).toContainEqual(await kept());
  expect(thrown).toEqual([]);
});

test("a server that closes each new connection is an outage, and not a wait without end", async () => {
  const { sql, proxy } = await open();
  await sql`select 1`;
  proxy.refuse(true);
  proxy.cut();
  for (let tries = 0; tries < 3; tries++) expect(isOutage(await failure(sql`select 1 as refused`))).toBe(true);
  proxy.refuse(false);
  await failure(sql`select 1`);
  expect(await sql`select 2 as n`).toEqual([{ n: 2 }]);
  expect(thrown).toEqual([]);
});

test("an error of the last connection is not that of the next statement", async () => {
  const opened = await open();
  const { sql, other } = opened;
  const pid = await pidOf(sql);
  const sleeping = failure(sql`select pg_sleep(20)`);
  await other`select pg_terminate_backend(${pid})`;
  expect(isOutage(await sleeping)).toBe(true);
  await failure(sql`select 1`);
  for (let n = 0; n < 5; n++) expect(await sql`select ${n}::int as n`).toEqual([{ n }]);
  expect(thrown).toEqual([]);
});
