import { expect, onTestFinished, test, vi } from "vitest";
import { connectDatabase } from "../../db/client.ts";
import { startReplay } from "../../replays/start.ts";
import { testContext } from "../../testing/context.ts";
import { createEmptyDatabase, createTestDatabase } from "../../testing/database.ts";
import { openPgBoss } from "../../testing/pg-boss.ts";
import { passSilence } from "../../testing/silence.ts";
import { startWorker } from "../../testing/worker.ts";

const soon = { timeout: 90_000, interval: 100 };
const count = 200;

async function open() {
  const shopDatabase = await createEmptyDatabase();
  const shop = await openPgBoss(shopDatabase.url, "billing");
  onTestFinished(() => shop.close());
  const database = await createTestDatabase();
  const { sql, db, close } = connectDatabase(database.url, { max: 3 });
  onTestFinished(async () => {
    await close();
    await database.drop();
  });
  const yaml = `replay: { observeSeconds: 3600 }\nsources:\n  jobs:\n    kind: job-table\n    database: ${shopDatabase.url}\n    preset: pg-boss\n    queues: [billing]\n`;
  const run = async (crashAt?: string) => {
    const worker = await startWorker({ yaml, databaseUrl: database.url, ...(crashAt ? { crashAt } : {}) });
    onTestFinished(async () => void (await worker.kill("SIGKILL")));
    return worker;
  };
  const ids = async () => (await sql<{ id: string }[]>`select event_id as id from messages order by id`).map(({ id }) => id);
  const states = async () =>
    Object.fromEntries(
      (await sql<{ state: string; n: number }[]>`select state, count(*) as n from replay_items group by 1`).map(({ state, n }) => [
        state,
        n,
      ]),
    );
  const fates = async () =>
    Object.fromEntries(
      (await sql<{ fate: string; n: number }[]>`select fate, count(*) as n from message_fates group by 1`).map(({ fate, n }) => [fate, n]),
    );
  const replayAll = () =>
    startReplay(testContext({ sql, db }, { config: { observeSeconds: 3_600 } }), {
      selection: { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() },
      target: { to: "failed_queue" },
      rate: null,
      reason: "test",
    });
  return { shop, shopDatabase, sql, run, ids, states, fates, replayAll };
}

test("failed jobs: captured once through kills, replayed by pg-boss's own retry through kills, and seen done", async () => {
  const { shop, shopDatabase, sql, run, ids, states, fates, replayAll } = await open();
  shop.break(new RangeError("total is 0"));
  const sent: string[] = [];
  for (let n = 0; n < count; n++) sent.push(await shop.send({ n }));
  const failed = async () => Number((await shopDatabase.sql`select count(*) as n from pgboss.job where state = 'failed'`)[0]?.["n"]);
  const killed = await run("capture.committed");
  expect(await killed.ended, killed.log()).toBe("SIGKILL");
  const worker = await run();
  await vi.waitFor(async () => expect(await failed()).toBe(count), { ...soon, timeout: 240_000 });
  await vi.waitFor(async () => expect(await ids(), worker.log()).toHaveLength(count), soon);
  expect(await worker.kill("SIGKILL")).toBe("SIGKILL");
  expect((await ids()).toSorted()).toEqual(sent.toSorted());
  const groups = await sql`select title, error_type as type, origin from groups`;
  expect(groups).toEqual([expect.objectContaining({ type: "RangeError", origin: "billing" })]);
  shop.break(null);
  await replayAll();
  const dying = await run("replay.published");
  expect(await dying.ended, dying.log()).toBe("SIGKILL");
  await passSilence(sql);
  const last = await run();
  await vi.waitFor(async () => expect((await states())["selected"] ?? 0, last.log()).toBe(0), soon);
  // What was being sent when the worker died is unknown: a person decides. The row itself says that the retry was done.
  const { observing = 0, unknown = 0 } = await states();
  expect(observing + unknown).toBe(count);
  await vi.waitFor(async () => expect(new Set(shop.done).size, last.log()).toBe(await done()), soon);
  expect(shop.done).toHaveLength(new Set(shop.done).size);
  await vi.waitFor(async () => expect((await fates())["done"], last.log()).toBe(await done()), soon);
  expect(await last.kill("SIGTERM")).toBe(0);
  expect(await ids()).toHaveLength(count);

  async function done() {
    return Number((await shopDatabase.sql`select count(*) as n from pgboss.job where state = 'completed'`)[0]?.["n"]);
  }
});
