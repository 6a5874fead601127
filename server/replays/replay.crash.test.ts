import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { clean, openRabbitReplay, ownDatabase } from "../testing/rabbit-replay.ts";
import { type TestRabbitMQ, startRabbitMQ } from "../testing/rabbitmq.ts";
import { resumeReplay } from "./resume.ts";

const soon = { timeout: 90_000, interval: 50 };
let rabbit: TestRabbitMQ;
beforeAll(async () => {
  rabbit = await startRabbitMQ();
});
afterAll(() => rabbit.stop());

/** Whether some of the unknown ones were sent, and some were not; null: other lanes may have been anywhere. */
test.each([
  ["replay.intent", { sent: false, unsent: true }],
  ["replay.part", { sent: true, unsent: true }],
  ["replay.published", { sent: true, unsent: null }],
  ["replay.settled", { sent: null, unsent: null }],
] as const)("killed at %s: nothing is lost, nothing is sent twice, what is not known is said", async (point, unknown) => {
  const { run, states, expire, completed, check } = await openRabbitReplay(rabbit, { count: 4_500, databaseUrl: await ownDatabase() });
  const victim = await run(point);
  expect(await victim.ended, victim.log()).toBe("SIGKILL");
  const held = (await states())["in_hand"] ?? 0;
  await expire();
  const worker = await run();
  await completed(worker.log);
  expect(await worker.kill("SIGTERM")).toBe(0);
  const { unknown: marked = 0, observing = 0 } = await states();
  expect({ marked, total: marked + observing }).toEqual({ marked: held, total: 4_500 });
  const { unknownSent, unknownUnsent, ...sets } = await check();
  expect(sets).toEqual(clean);
  expect({ sent: unknown.sent === null ? null : unknownSent > 0, unsent: unknown.unsent === null ? null : unknownUnsent > 0 }).toEqual(
    unknown,
  );
  expect(unknownSent + unknownUnsent).toBe(marked);
});

test("killed again and again while it sends: every message is sent once or said to be unknown", async () => {
  const { run, states, expire, completed, check } = await openRabbitReplay(rabbit, { count: 20_000, databaseUrl: await ownDatabase() });
  for (let round = 1; round <= 4; round++) {
    const worker = await run();
    await vi.waitFor(async () => expect((await states())["observing"] ?? 0, worker.log()).toBeGreaterThan(round * 1_500), {
      ...soon,
      interval: 5,
    });
    await worker.kill("SIGKILL");
    await expire();
  }
  const worker = await run();
  await completed(worker.log);
  expect(await worker.kill("SIGTERM")).toBe(0);
  expect(await check()).toMatchObject(clean);
});

test("a restart of the broker while two workers send: what was refused was not sent, the rest goes on", async () => {
  const { ctx, id, run, states, completed, check } = await openRabbitReplay(rabbit, { count: 20_000, databaseUrl: await ownDatabase() });
  const workers = await Promise.all([run(), run()]);
  const log = () => workers.map((worker) => worker.log()).join("");
  await vi.waitFor(async () => expect((await states())["observing"] ?? 0, log()).toBeGreaterThan(1_000), { ...soon, interval: 5 });
  await rabbit.restart();
  await vi.waitFor(async () => {
    const [replay] = await ctx.sql`select state from replays`;
    if (replay?.["state"] === "paused") await resumeReplay(ctx, { id, reason: "the broker is back" });
    expect(["observing", "completed"]).toContain(replay?.["state"]);
  }, soon);
  await completed(log);
  expect(await Promise.all(workers.map((worker) => worker.kill("SIGTERM")))).toEqual([0, 0]);
  expect(await check()).toMatchObject(clean);
  expect((await states())["observing"]).toBeGreaterThan(10_000);
});
