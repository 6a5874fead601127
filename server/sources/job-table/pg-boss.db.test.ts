import { expect, onTestFinished, test, vi } from "vitest";
import { diagnoseMessage } from "../../failures/diagnose.ts";
import { createEmptyDatabase } from "../../testing/database.ts";
import { openPgBoss } from "../../testing/pg-boss.ts";
import { takeMessages } from "../harness.ts";
import { createJobTable } from "./create.ts";

const soon = { timeout: 20_000, interval: 100 };
const rules = { envelope: {}, headers: {}, categories: [], ownCode: [], downstreams: [], needs: [] };

async function open() {
  const { url, sql } = await createEmptyDatabase();
  const shop = await openPgBoss(url, "billing");
  onTestFinished(() => shop.close());
  const broker = createJobTable({ source: "orders-jobs", databaseUrl: url, preset: "pg-boss", schema: "pgboss" });
  onTestFinished(() => broker.close());
  const stateOf = async (id: string) => (await sql`select state from pgboss.job where id = ${id}`)[0]?.["state"];
  const fail = async (data: object, error: Error) => {
    shop.break(error);
    const id = await shop.send(data);
    await vi.waitFor(async () => expect(await stateOf(id)).toBe("failed"), soon);
    return id;
  };
  return { url, sql, shop, broker, fail, stateOf };
}

test("a failed job of the real library is captured, diagnosed, and runs again by a retry", async () => {
  const { sql, shop, broker, fail, stateOf } = await open();
  const id = await fail({ order: 7, total: 1.5 }, new RangeError("total is 0"));
  expect(await broker.ping()).toMatch(/^pg-boss in PostgreSQL \d/);
  expect((await broker.discover()).map(({ name, role }) => [name, role])).toContainEqual(["billing", "dead_letter"]);
  expect(await broker.depth("billing")).toMatchObject({ ready: 1 });
  const [message] = await takeMessages(broker, "billing", 1);
  const [stored] = await sql<{ data: string }[]>`select data::text from pgboss.job where id = ${id}`;
  expect(Buffer.from(message!.body!).toString()).toBe(stored!.data);
  const head = broker.codec.decode(message!.head);
  const diagnosis = diagnoseMessage(
    { log: false, source: "orders-jobs", queue: "billing", head, body: message!.body, receivedAt: new Date() },
    rules,
  );
  expect(diagnosis).toMatchObject({
    errorType: "RangeError",
    errorText: "total is 0",
    origin: { queue: "billing" },
    attemptCount: 1,
    envelope: { eventId: id, eventType: "billing" },
  });
  expect(diagnosis.errors[0]?.stack).toContain("pg-boss.db.test.ts");
  expect(diagnosis.diedAt).toBeInstanceOf(Date);
  shop.break(null);
  const target = { to: "queue", queue: "billing" } as const;
  expect(await broker.publish(target, message!, "1")).toEqual({ state: "confirmed", ref: id });
  await vi.waitFor(() => expect(shop.done).toEqual([id]), soon);
  await vi.waitFor(async () => expect(await stateOf(id)).toBe("completed"), soon);
  expect(await broker.publish(target, message!, "2")).toMatchObject({
    state: "returned",
    reason: expect.stringContaining("not failed any more"),
  });
});

test("each failure of a job is told once, and a retry takes only the failure that it was captured with", async () => {
  const { url, broker, fail, shop, sql, stateOf } = await open();
  const id = await fail({ n: 1 }, new Error("first"));
  const seen: string[] = [];
  const stop = new AbortController();
  const done = broker.consume(
    "billing",
    async (batch) => void seen.push(...batch.map(({ identity }) => identity ?? "")),
    { batchSize: 10, maxWaitMs: 50 },
    stop.signal,
  );
  await vi.waitFor(() => expect(seen).toHaveLength(1), soon);
  // A queue is consumed once per adapter.
  const other = createJobTable({ source: "orders-jobs", databaseUrl: url, preset: "pg-boss", schema: null });
  onTestFinished(() => other.close());
  const [first] = await takeMessages(other, "billing", 1);
  shop.break(new Error("second"));
  expect(await broker.publish({ to: "queue", queue: "billing" }, first!, "1")).toMatchObject({ state: "confirmed" });
  await vi.waitFor(() => expect(seen).toHaveLength(2), soon);
  expect(new Set(seen).size).toBe(2);
  expect(await broker.publish({ to: "queue", queue: "billing" }, first!, "2")).toMatchObject({
    state: "returned",
    reason: expect.stringContaining("failed again"),
  });
  expect(await stateOf(id)).toBe("failed");
  await sql`delete from pgboss.job where id = ${id}`;
  expect(await broker.publish({ to: "queue", queue: "billing" }, first!, "3")).toMatchObject({
    state: "returned",
    reason: expect.stringContaining("gone"),
  });
  stop.abort();
  await done;
});
