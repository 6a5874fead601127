import { run } from "graphile-worker";
import { expect, onTestFinished, test, vi } from "vitest";
import { createEmptyDatabase } from "../../testing/database.ts";
import { createRole } from "../../testing/role.ts";
import { takeMessages } from "../harness.ts";
import { createJobTable } from "./create.ts";

const soon = { timeout: 30_000, interval: 100 };

async function open() {
  const { url, sql } = await createEmptyDatabase();
  const shop = { broken: true, done: [] as string[] };
  const runner = await run({
    connectionString: url,
    pollInterval: 200,
    noHandleSignals: true,
    taskList: {
      charge: async (_payload, { job }) => {
        if (shop.broken) throw new RangeError("total is 0");
        shop.done.push(job.id);
      },
    },
  });
  onTestFinished(async () => {
    await runner.stop();
    await runner.promise;
  });
  return { url, sql, shop, runner };
}

test("a failed job of the real library is captured and runs again by reschedule_jobs", async () => {
  const { url, sql, shop, runner } = await open();
  const { id } = await runner.addJob("charge", { order: 7 }, { maxAttempts: 1 });
  await vi.waitFor(
    async () =>
      expect(await sql`select 1 from graphile_worker.jobs where id = ${id} and last_error is not null and locked_at is null`).toHaveLength(
        1,
      ),
    soon,
  );
  const broker = createJobTable({ source: "jobs", databaseUrl: url, preset: "graphile-worker", schema: null });
  onTestFinished(() => broker.close());
  expect((await broker.discover()).map(({ name }) => name)).toEqual(["charge"]);
  const [message] = await takeMessages(broker, "charge", 1);
  expect(Buffer.from(message!.body!).toString()).toBe('{"order":7}');
  const headers = new Map(broker.codec.decode(message!.head).headers.map(({ name, value }) => [name, value.text]));
  expect(headers.get("job-errors")).toBe("total is 0");
  expect(headers.get("job-failed")).toBeUndefined();
  const target = { to: "queue", queue: "charge" } as const;
  // Again it fails: another letter of the same job.
  expect(await broker.publish(target, message!, "1")).toEqual({ state: "confirmed", ref: id });
  const failedAgain = { state: "returned", reason: expect.stringContaining("failed again") };
  await vi.waitFor(async () => expect(await broker.publish(target, message!, "2")).toMatchObject(failedAgain), soon);
  const [again] = await takeMessages(broker, "charge", 1);
  expect(again!.identity).not.toBe(message!.identity);
  shop.broken = false;
  expect(await broker.publish(target, again!, "3")).toEqual({ state: "confirmed", ref: id });
  await vi.waitFor(() => expect(shop.done).toEqual([id]), soon);
  await vi.waitFor(
    async () => expect(await broker.fates!([message!.head, again!.head])).toEqual(["done_or_removed", "done_or_removed"]),
    soon,
  );
});

test("row security hides jobs from another role: nothing is known, which is not the same as no failed job", async () => {
  const { url, sql } = await open();
  const own = await createRole(sql, url, ["usage on schema graphile_worker", "select on all tables in schema graphile_worker"]);
  const broker = createJobTable({ source: "jobs", databaseUrl: own, preset: "graphile-worker", schema: null });
  onTestFinished(() => broker.close());
  await expect(broker.discover()).rejects.toMatchObject({ code: "denied", message: expect.stringContaining("would read as empty") });
});
