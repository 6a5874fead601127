import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startKafka, type TestKafka } from "../testing/kafka.ts";
import { openKafkaShop } from "../testing/kafka-shop.ts";
import { passSilence } from "../testing/silence.ts";
import { resumeReplay } from "./resume.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 120_000, interval: 100 };
const clean = { doubled: 0, lost: [], unexpected: [], others: [] };
let kafka: TestKafka;
beforeAll(async () => {
  kafka = await startKafka();
});
afterAll(() => kafka.stop());

/** A replay of `count` captured dead letters that no worker has begun. */
async function start(count: number) {
  const { ctx, sql, topic, run, stored, fail, read } = await openKafkaShop(kafka.bootstrap);
  fail(count);
  const taker = await run();
  await vi.waitFor(async () => expect(await stored(), taker.log()).toBe(count), soon);
  expect(await taker.kill("SIGTERM")).toBe(0);
  const selection = { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() };
  // Longer than a slow machine takes, so that what was sent is still observed when it is checked.
  const patient = { ...ctx, config: { ...ctx.config, observeSeconds: 3_600 } };
  const { id } = await startReplay(patient, { selection, target: { to: "queue", queue: topic }, rate: null, reason: "test" });
  const states = async (): Promise<Record<string, number>> =>
    Object.fromEntries((await sql`select state, count(*) as n from replay_items group by 1`).map(({ state, n }) => [state, n]));
  /** What the items say against what an independent client finds in the topic. */
  const check = async () => {
    const attempts = read(topic).map(({ headers }) => Number(headers[headers.indexOf("x-redrive-attempt") + 1]));
    const items = await sql<{ id: number; state: string }[]>`select id, state from replay_items`;
    const sent = new Set(attempts);
    return {
      doubled: attempts.length - sent.size,
      lost: items.filter(({ id, state }) => state === "observing" && !sent.has(id)),
      unexpected: items.filter(({ id, state }) => state !== "observing" && sent.has(id)),
      others: items.filter(({ state }) => !["observing", "refused"].includes(state)),
    };
  };
  return { ctx, sql, id, run, states, check };
}

test.each(["replay.intent", "replay.part", "replay.published"])(
  "killed at %s: the topic itself tells what was sent, and no item stays unknown",
  async (point) => {
    const { sql, run, states, check } = await start(1_200);
    const victim = await run(point);
    expect(await victim.ended, victim.log()).toBe("SIGKILL");
    await passSilence(sql);
    const worker = await run();
    await vi.waitFor(async () => {
      expect((await sql`select state in ('observing', 'completed') as sent from replays`)[0], worker.log()).toEqual({ sent: true });
      expect(await states()).not.toHaveProperty("unknown");
    }, soon);
    expect(await check()).toEqual(clean);
  },
);

test.each(["restart", "kill"] as const)(
  "a %s of the broker while it sends: nothing is lost or doubled, and no item stays unknown",
  async (how) => {
    const { ctx, sql, id, run, states, check } = await start(10_000);
    const worker = await run();
    await vi.waitFor(async () => expect((await states())["observing"] ?? 0, worker.log()).toBeGreaterThan(1_000), { ...soon, interval: 5 });
    await kafka[how]();
    await vi.waitFor(async () => {
      const [replay] = await sql<{ state: string }[]>`select state from replays`;
      if (replay?.state === "paused") await resumeReplay(ctx, { id, reason: "the broker is back" });
      expect(["observing", "completed"], worker.log()).toContain(replay?.state);
      expect(await states()).not.toHaveProperty("unknown");
    }, soon);
    expect(await check()).toEqual(clean);
    expect((await states())["observing"]).toBeGreaterThan(5_000);
  },
);

const standsStill = (pid: number) => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.startsWith("T") ?? false;

test.each(["replay.published", "replay.ahead"])(
  "a worker that stands still at %s and goes on when it was taken for dead sends nothing of what others took over",
  async (point) => {
    const { sql, run, states, check } = await start(4_000);
    const sleeper = await run(`stop:${point}`);
    await vi.waitFor(() => expect(standsStill(sleeper.pid), sleeper.log()).toBe(true), soon);
    // It holds a batch that was claimed ahead, of which nothing was sent, and one of which the client may still hold some.
    const [held] = await sql<[{ n: number }]>`select count(*) as n from replay_batches`;
    expect(held.n).toBe(2);
    await passSilence(sql);
    const worker = await run();
    const done = async () => {
      expect((await sql`select state in ('observing', 'completed') as sent from replays`)[0], worker.log()).toEqual({ sent: true });
      expect(await states()).not.toHaveProperty("unknown");
    };
    await vi.waitFor(done, soon);
    process.kill(sleeper.pid, "SIGCONT");
    const alive = async () =>
      expect((await sql`select 1 from workers where pid = ${sleeper.pid} and beat_at > now() - interval '5 seconds'`).length).toBe(1);
    await vi.waitFor(alive, soon);
    // 1: its stop took too long, as where a consumer group settles slowly. Nothing is lost by that either.
    expect([0, 1], sleeper.log()).toContain(await sleeper.kill("SIGTERM"));
    expect(await check()).toEqual(clean);
  },
  240_000,
);

test("what a killed worker leaves of many batches is found by one read of the topic, and sent on within a minute", async () => {
  const { sql, run, states, check } = await start(6_000);
  const victim = await run("replay.published");
  expect(await victim.ended, victim.log()).toBe("SIGKILL");
  // All that it could have held: every item is in doubt.
  const [batch] = await sql<[{ id: number }]>`select id from replay_batches order by id limit 1`;
  await sql`delete from replay_batches where id <> ${batch.id}`;
  await sql`update replay_batches set first_item = (select min(id) from replay_items), last_item = (select max(id) from replay_items)`;
  await passSilence(sql);
  const worker = await run();
  await vi.waitFor(async () => expect(await states()).toHaveProperty("unknown"), { ...soon, interval: 10 });
  const from = performance.now();
  await vi.waitFor(async () => expect(await states(), worker.log()).not.toHaveProperty("unknown"), soon);
  expect(performance.now() - from).toBeLessThan(60_000);
  await vi.waitFor(async () => expect(await states()).toEqual({ observing: 6_000 }), soon);
  expect(await check()).toEqual(clean);
}, 240_000);
