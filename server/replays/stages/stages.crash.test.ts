import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Ctx } from "../../context.ts";
import { clean, openRabbitReplay, ownDatabase } from "../../testing/rabbit-replay.ts";
import { startRabbitMQ, type TestRabbitMQ } from "../../testing/rabbitmq.ts";
import { decideItems } from "../decide.ts";
import { skipCanary } from "../skip-canary.ts";

const soon = { timeout: 90_000, interval: 50 };
let rabbit: TestRabbitMQ;
beforeAll(async () => {
  rabbit = await startRabbitMQ();
});
afterAll(() => rabbit.stop());

/** A replay with a canary of 5 that is watched for two seconds; the rest is observed for no longer. */
async function start(ramp: boolean) {
  const staged = { canary: 5, ramp, observeSeconds: 2 };
  const opened = await openRabbitReplay(rabbit, { count: 1_200, databaseUrl: await ownDatabase(), staged });
  const { ctx, run } = opened;
  const look = async () =>
    (
      await ctx.sql`
        select r.state, r.pause_code as code, (select array_agg(s.kind || ' ' || s.state order by s.nth) from replay_stages s) as stages,
          (select count(*) from audit where data ->> 'act' = 'next') as nexts, (select count(*) from audit where data ->> 'act' = 'watch') as watches
        from replays r`
    )[0];
  const becomes = (expected: object, log: () => string) =>
    vi.waitFor(async () => expect(await look(), log()).toMatchObject(expected), soon);
  /** Two workers go on. Answers what they log. */
  const goOn = async () => {
    const workers = await Promise.all([run(), run()]);
    return () => workers.map((worker) => worker.log()).join("");
  };
  return { ...opened, look, becomes, goOn };
}

async function beatOf({ sql }: Ctx, pid: number): Promise<number> {
  const [row] = await sql<[{ at: number }?]>`select extract(epoch from max(beat_at))::float8 as at from workers where pid = ${pid}`;
  return row?.at ?? 0;
}

test.each(["stage.watch", "stage.watch.written", "stage.next", "stage.next.written"])(
  "killed at %s: two others go on where it stopped, and each stage begins once",
  async (point) => {
    const { run, expire, goOn, becomes, check } = await start(false);
    const victim = await run(point);
    expect(await victim.ended, victim.log()).toBe("SIGKILL");
    await expire();
    const log = await goOn();
    await becomes({ state: "completed", stages: ["canary passed", "full passed"], nexts: 1, watches: 1 }, log);
    expect(await check()).toMatchObject({ ...clean, unknownSent: 0, unknownUnsent: 0 });
  },
);

test("killed while the rate doubles: two others go on with the ramp, and each is sent once", async () => {
  const { ctx, run, states, expire, goOn, becomes, check } = await start(true);
  const victim = await run("stage.step");
  await becomes({ stages: ["canary passed", "ramp sending", "full waiting"] }, victim.log);
  await ctx.sql`update replay_stages set stepped_at = stepped_at - interval '31 seconds' where kind = 'ramp'`;
  expect(await victim.ended, victim.log()).toBe("SIGKILL");
  expect((await ctx.sql`select rate from replay_stages where kind = 'ramp'`)[0]).toEqual({ rate: 1 });
  await expire();
  const log = await goOn();
  await vi.waitFor(
    async () => expect((await ctx.sql`select rate from replay_stages where kind = 'ramp'`)[0], log()).toEqual({ rate: 2 }),
    soon,
  );
  await ctx.sql`update replay_stages set rate = 600, stepped_at = stepped_at - interval '31 seconds' where kind = 'ramp'`;
  await becomes({ state: "completed", stages: ["canary passed", "ramp passed", "full passed"] }, log);
  expect(await check()).toMatchObject(clean);
  expect((await states())["unknown"] ?? 0).toBeLessThanOrEqual(1);
});

test.each([
  ["replay.intent", 0],
  ["replay.published", 5],
] as const)(
  "killed at %s in its canary: it is unknown, proves nothing, and nothing else is sent before a person says so",
  async (point, sent) => {
    const { ctx, id, run, states, expire, goOn, becomes, check } = await start(false);
    const victim = await run(point);
    expect(await victim.ended, victim.log()).toBe("SIGKILL");
    await expire();
    const log = await goOn();
    await becomes({ state: "paused", code: "canary_unknown", stages: ["canary observing", "full waiting"] }, log);
    expect(await states()).toMatchObject({ unknown: 5 });
    await skipCanary(ctx, { id, reason: "looked at the queue" });
    await becomes({ state: "completed", stages: ["canary stopped", "full passed"] }, log);
    const { unknownSent, unknownUnsent, ...sets } = await check();
    expect(sets).toEqual(clean);
    expect([unknownSent, unknownUnsent]).toEqual([sent, 5 - sent]);
    expect(await decideItems(ctx, { id, sent: sent > 0, reason: "counted them" })).toEqual({ decided: 5 });
  },
);

test("a worker that stands still between two stages is passed by, and its late word changes nothing", async () => {
  const { ctx, run, expire, goOn, becomes, look, check } = await start(false);
  const victim = await run("stop:stage.next");
  await becomes({ stages: ["canary observing", "full waiting"] }, victim.log);
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  expect(await look()).toMatchObject({ stages: ["canary observing", "full waiting"] });
  await expire();
  const log = await goOn();
  await becomes({ state: "completed", stages: ["canary passed", "full passed"], nexts: 1 }, log);
  // Two beats after it woke, it has said all that it had to say.
  for (let beats = 0, seen = await beatOf(ctx, victim.pid); beats < 2; beats++) {
    if (beats === 0) process.kill(victim.pid, "SIGCONT");
    const last = seen;
    await vi.waitFor(async () => expect((seen = await beatOf(ctx, victim.pid)), victim.log()).toBeGreaterThan(last), soon);
  }
  expect(await look()).toMatchObject({ state: "completed", nexts: 1, watches: 1 });
  expect(await check()).toMatchObject({ ...clean, unknownSent: 0, unknownUnsent: 0 });
});
