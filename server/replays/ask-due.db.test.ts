import { expect, onTestFinished, test, vi } from "vitest";
import { beat } from "../process/heartbeat.ts";
import { age, hear, openReplays } from "../testing/replays.ts";
import { askDue } from "./ask-due.ts";
import { startReplay } from "./start.ts";
import { replayTasks } from "./tasks.ts";

const soon = { timeout: 10_000, interval: 20 };
const target = { to: "queue", queue: "orders.work" } as const;

/** Two replays, and a broker that answers nobody who asks it for consumers until `answer` is called. */
async function start() {
  const { promise, resolve: answer } = Promise.withResolvers<void>();
  onTestFinished(() => answer());
  let asked = 0;
  const opened = await openReplays(20, (broker) => ({
    ...broker,
    audience: async () => {
      asked++;
      await promise;
      return { receivers: [{ name: "orders.work", consumers: 1 }], warnings: [] };
    },
  }));
  const { ctx, ids } = opened;
  const begin = async (some: readonly number[], canary: number) =>
    (await startReplay(ctx, { selection: { ids: [...some] }, target, rate: null, stages: { canary, ramp: false }, reason: "try" })).id;
  const [one, other] = [await begin(ids.slice(0, 10), 2), await begin(ids.slice(10), 0)];
  const becomes = (id: number, expected: object) =>
    vi.waitFor(async () => {
      const [row] = await ctx.sql`
        select r.state, s.state as first from replays r join replay_stages s on s.replay_id = r.id and s.nth = 1 where r.id = ${id}`;
      expect(row).toMatchObject(expected);
    }, soon);
  return { ...opened, one, other, becomes, answer, asked: () => asked };
}

test("a broker that hangs when it is asked delays the judgement of no replay; its answer counts when it comes", async () => {
  const { ctx, one, other, becomes, answer, asked } = await start();
  await beat(ctx, "one");
  const stop = new AbortController();
  const done = Promise.all(replayTasks.map((task) => task(ctx, { id: "one", signal: stop.signal })));
  onTestFinished(async () => {
    answer();
    stop.abort();
    await done;
  });
  await vi.waitFor(() => expect(asked()).toBeGreaterThan(0), soon);
  await becomes(other, { state: "observing" });
  await age(ctx, 61);
  await hear(ctx);
  await becomes(other, { state: "completed" });
  await becomes(one, { state: "running", first: "sending" });
  answer();
  await becomes(one, { state: "running", first: "observing" });
});

test("a worker asks no broker again that has not answered; another does, since the first may have died", async () => {
  const { ctx, answer, asked } = await start();
  // Brokers are asked about what was sent.
  await ctx.sql`update replay_items set state = 'observing', outcome_at = now()`;
  const [mine, others] = [new Map<number, Promise<void>>(), new Map<number, Promise<void>>()];
  const later = () => ctx.sql`update replays set asked_at = asked_at - interval '6 seconds'`;
  const both = async () => {
    for (const asking of [mine, others]) await askDue(ctx, asking);
  };
  await both();
  await vi.waitFor(() => expect(asked()).toBe(2), soon);
  expect([mine.size, others.size]).toEqual([2, 0]);
  for (let times = 0; times < 2; times++) {
    await later();
    await both();
    await vi.waitFor(() => expect(asked()).toBe(4), soon);
    expect([mine.size, others.size]).toEqual([2, 2]);
  }
  answer();
  await Promise.all([...mine.values(), ...others.values()]);
  await later();
  await askDue(ctx, mine);
  await Promise.all(mine.values());
  expect(asked()).toBe(6);
});
