import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { diagnoseMessage } from "../../failures/diagnose.ts";
import { startReplay } from "../../replays/start.ts";
import { testContext } from "../../testing/context.ts";
import { createEmptyDatabase, testDatabase } from "../../testing/database.ts";
import { installShop, openPythonShop, type PythonJobs } from "../../testing/python-shop.ts";
import { startWorker } from "../../testing/worker.ts";
import { takeMessages } from "../harness.ts";
import type { RawMessage } from "../port.ts";
import { createJobTable } from "./create.ts";

const soon = { timeout: 20_000, interval: 100 };
/** Where a worker starts first. */
const slow = { timeout: 60_000, interval: 200 };
const rules = { envelope: {}, headers: {}, categories: [], ownCode: [], downstreams: [], needs: [] };

interface Framework {
  readonly name: PythonJobs;
  readonly table: string;
  readonly queue: string;
  /** What its table tells of the error. */
  readonly told: Readonly<Record<"errorType" | "errorText", string | null>>;
  readonly eventType: string;
  /** The fate of a job that is done. */
  readonly done: string;
  /** Columns of when and by whom, which two retries do not share. */
  readonly differ: readonly string[];
}

const frameworks: readonly Framework[] = [
  {
    name: "pgqueuer",
    table: "pgqueuer",
    queue: "charge",
    told: { errorType: "TimeoutError", errorText: "no answer from the bank" },
    eventType: "charge",
    done: "done_or_removed",
    differ: ["id", "created", "updated", "heartbeat", "execute_after"],
  },
  {
    name: "procrastinate",
    table: "procrastinate_jobs",
    queue: "mail",
    told: { errorType: null, errorText: null },
    eventType: "shop.receipt",
    done: "done",
    differ: ["id", "scheduled_at"],
  },
];

describe.each(frameworks)("$name", ({ name, table, queue, told, eventType, done, differ }) => {
  const target = { to: "queue", queue } as const;

  beforeAll(async () => void (await installShop(name)), 300_000);

  async function open() {
    const { url, sql } = await createEmptyDatabase();
    const shop = await openPythonShop(name, url);
    onTestFinished(() => shop.close());
    const broker = createJobTable({ source: "jobs", databaseUrl: url, preset: name, schema: null });
    onTestFinished(() => broker.close());
    const failed = (id: string) =>
      vi.waitFor(async () => expect(await sql`select from ${sql(table)} where id = ${id} and status = 'failed'`).toHaveLength(1), soon);
    const take = async () => (await takeMessages(broker, queue, 1))[0] as RawMessage;
    return { url, sql, shop, broker, failed, take };
  }

  test("a failed job of the real library is captured, diagnosed, and runs again by a retry", async () => {
    const { shop, broker, failed, take } = await open();
    await shop.feel("no answer from the bank");
    const id = await shop.insert(7);
    await failed(id);
    expect((await broker.discover()).map((found) => [found.name, found.role])).toEqual([[queue, "dead_letter"]]);
    expect(await broker.depth(queue)).toMatchObject({ ready: 1 });
    const message = await take();
    expect(Buffer.from(message.body!).toString()).toBe('{"order": 7}');
    const { head, body } = message;
    const decoded = { log: false, source: "jobs", queue, head: broker.codec.decode(head), body, receivedAt: new Date() };
    const diagnosis = diagnoseMessage(decoded, rules);
    expect(diagnosis).toMatchObject({ ...told, origin: { queue }, envelope: { eventId: id, eventType } });
    if (told.errorType !== null) expect(diagnosis.errors[0]?.stack).toMatch(/shop\.py", line \d+, in charge_order/);
    // It fails again: another letter of the same job.
    expect(await broker.publish(target, message, "1")).toEqual({ state: "confirmed", ref: id });
    const failedAgain = { state: "returned", reason: expect.stringContaining("failed again") };
    await vi.waitFor(async () => expect(await broker.publish(target, message, "2")).toMatchObject(failedAgain), soon);
    const again = await take();
    expect(again.identity).not.toBe(message.identity);
    await shop.feel(null);
    expect(await broker.publish(target, again, "3")).toEqual({ state: "confirmed", ref: id });
    await vi.waitFor(async () => expect(await broker.fates!([head, again.head])).toEqual([done, done]), soon);
    expect(await shop.done()).toEqual([id]);
  });

  test("a retry leaves the row as the library's own does, and a job that its user retries is seen to be taken up", async () => {
    const { sql, shop, broker, failed } = await open();
    await shop.feel("no answer");
    const [ours, theirs] = [await shop.insert(1), await shop.insert(1)];
    for (const id of [ours, theirs]) await failed(id);
    await shop.stop();
    const messages = await takeMessages(broker, queue, 2);
    const [mine, other] = [ours, theirs].map((id) => messages.find(({ identity }) => identity?.includes(`:${id}:`)) as RawMessage);
    expect(await broker.publish(target, mine!, "1")).toMatchObject({ state: "confirmed" });
    await shop.retry(theirs);
    const rows = await sql<{ row: unknown }[]>`select to_jsonb(j) - ${differ as string[]}::text[] as row from ${sql(table)} j order by id`;
    expect(rows[0]?.row).toEqual(rows[1]?.row);
    expect(await broker.fates!([mine!.head, other!.head])).toEqual(["taken_up", "taken_up"]);
    const notFailed = { state: "returned", reason: expect.stringContaining("not failed any more") };
    expect(await broker.publish(target, other!, "2")).toMatchObject(notFailed);
  });

  test("a worker captures a failed job, replays it by the library's retry and sees it done", async () => {
    const { url, shop, failed } = await open();
    await shop.feel("no answer");
    const id = await shop.insert(1);
    await failed(id);
    const redrive = await testDatabase();
    const yaml = `sources:\n  jobs: { kind: job-table, database: "${url}", preset: ${name}, queues: ["*"] }\n`;
    const worker = await startWorker({ yaml, databaseUrl: redrive.url });
    onTestFinished(async () => void (await worker.kill("SIGKILL")));
    const fates = async () => [
      ...(await redrive.sql<{ id: string; fate: string | null }[]>`
        select event_id as id, fate from messages m left join message_fates f on f.message_id = m.id`),
    ];
    await vi.waitFor(async () => expect(await fates(), worker.log()).toEqual([{ id, fate: null }]), slow);
    await shop.feel(null);
    await startReplay(testContext(redrive), {
      selection: { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() },
      target: { to: "failed_queue" },
      rate: null,
      reason: "the bank is back",
    });
    await vi.waitFor(async () => expect(await fates(), worker.log()).toEqual([{ id, fate: done }]), slow);
    expect(await shop.done()).toEqual([id]);
  }, 240_000);
});
