import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { clean, openRabbitReplay, ownDatabase } from "../../testing/rabbit-replay.ts";
import { createVirtualHost, type VirtualHost } from "../../testing/rabbitmq-host.ts";
import { skipCanary } from "../skip-canary.ts";

const soon = { timeout: 120_000, interval: 100 };
const standsForMs = 60_000;
const count = 600;
let host: VirtualHost;
beforeAll(async () => {
  host = await createVirtualHost();
});
afterAll(() => host.drop());

/** Where one stands still, what another one makes of the replay meanwhile, and of how many items nobody knows whether they were sent. */
interface Case {
  readonly point: string;
  readonly becomes: object;
  readonly unknown: number;
}
const passed = { state: "completed", stages: ["canary passed", "full passed"], nexts: 1, watches: 1 };
const cases: readonly Case[] = [
  { point: "stage.watch", becomes: passed, unknown: 0 },
  { point: "stage.next", becomes: passed, unknown: 0 },
  {
    point: "replay.published",
    becomes: { state: "paused", code: "canary_unknown", stages: ["canary observing", "full waiting"], nexts: 0 },
    unknown: 5,
  },
];

const standsStill = (pid: number) => readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.startsWith("T") ?? false;

/** One of two workers stands still for a minute, then goes on. Answers what it may not have changed. */
async function standStill({ point, becomes, unknown }: Case) {
  const staged = { canary: 5, ramp: false, observeSeconds: 2 };
  const { ctx, id, run, states, check } = await openRabbitReplay(host, { count, databaseUrl: await ownDatabase(), staged });
  const look = async () => ({
    ...(
      await ctx.sql`
        select r.state, r.pause_code as code, (select array_agg(s.kind || ' ' || s.state order by s.nth) from replay_stages s) as stages,
          (select count(*) from audit where data ->> 'act' = 'next') as nexts, (select count(*) from audit where data ->> 'act' = 'watch') as watches
        from replays r`
    )[0],
    states: await states(),
  });
  const still = await run(`stop:${point}`);
  await vi.waitFor(() => expect(standsStill(still.pid), still.log()).toBe(true), soon);
  const wakes = Date.now() + standsForMs;
  const other = await run();
  const log = () => `${point}: ${still.log()}${other.log()}`;
  await vi.waitFor(async () => expect(await look(), log()).toMatchObject(becomes), soon);
  const before = await look();
  await delay(Math.max(0, wakes - Date.now()));
  process.kill(still.pid, "SIGCONT");
  const beat = async () =>
    (await ctx.sql<{ at: number }[]>`select extract(epoch from beat_at)::float8 as at from workers where pid = ${still.pid}`)[0]?.at ?? 0;
  // Two beats after it woke, it has said all that it had to say.
  for (let beats = 0, seen = await beat(); beats < 2; beats++) {
    const last = seen;
    await vi.waitFor(async () => expect((seen = await beat()), log()).toBeGreaterThan(last), soon);
  }
  expect(await look(), log()).toEqual(before);
  if (unknown > 0) {
    await skipCanary(ctx, { id, reason: "looked at the queue" });
    await vi.waitFor(async () => expect(await look(), log()).toMatchObject({ state: "completed" }), soon);
  }
  expect(await Promise.all([still, other].map((worker) => worker.kill("SIGTERM"))), log()).toEqual([0, 0]);
  return { point, ...(await check()) };
}

test("one of two workers stands still for a minute at a stage, and wakes up: the other has gone on, and its late word changes nothing", async () => {
  // Side by side, since each mostly waits.
  const ended = await Promise.all(cases.map(standStill));
  expect(ended).toEqual(cases.map(({ point, unknown }) => ({ point, ...clean, unknownSent: unknown, unknownUnsent: 0 })));
}, 400_000);
