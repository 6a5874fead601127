import { readdirSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { startEmbedded, stopEmbedded } from "../db/embedded.ts";
import { migrateDatabase } from "../db/migrate.ts";
import { isAlive, readPostmaster } from "../db/postmaster.ts";
import { startProxy } from "../testing/proxy.ts";
import { captured, clean, openRabbitReplay, ownDatabase } from "../testing/rabbit-replay.ts";
import { type TestRabbitMQ, startRabbitMQ } from "../testing/rabbitmq.ts";
import { resumeReplay } from "./resume.ts";

const soon = { timeout: 120_000, interval: 50 };
const settings = { fsync: "off", max_connections: "40" };
let rabbit: TestRabbitMQ;
beforeAll(async () => {
  rabbit = await startRabbitMQ();
});
afterAll(() => rabbit.stop());

/** A Postgres of one's own, with ways to hurt it. */
async function ownServer() {
  const parent = await mkdtemp(join(tmpdir(), "redrive-faults-"));
  await chmod(parent, 0o755);
  const home = join(parent, "postgres");
  const url = await startEmbedded(home, settings);
  onTestFinished(async () => {
    await stopEmbedded(home);
    await rm(parent, { recursive: true, force: true });
  });
  await migrateDatabase(url);
  const postmaster = () => readPostmaster(join(home, "data"))?.pid ?? 0;
  return {
    url,
    postmaster,
    /** All processes of the server. */
    processes: () => [postmaster(), ...childrenOf(postmaster())],
    kill: async () => {
      const pid = postmaster();
      process.kill(pid, "SIGKILL");
      await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { ...soon, interval: 5 });
      expect(await startEmbedded(home, settings)).toBe(url);
    },
  };
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return Number(readFileSync(`/proc/${pid}/stat`, "latin1").split(") ", 2)[1]?.split(" ")[1]) === parent;
      } catch {
        return false;
      }
    });
}

/** Once the database answers: one of its processes ends as by a crash, so that Postgres ends all connections and recovers. */
async function crashBackend(url: string): Promise<void> {
  await vi.waitFor(async () => {
    const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
    try {
      const [row] =
        await sql`select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() order by random() limit 1`;
      process.kill(Number(row?.["pid"]), "SIGKILL");
    } finally {
      await sql.end({ timeout: 0 });
    }
  }, soon);
}

test("the database is killed 50 times under load, then stands still for 25 s, then has no connection left: all is sent and stored once", async () => {
  const server = await ownServer();
  const count = 8_000;
  const opened = await openRabbitReplay(rabbit, { count, databaseUrl: server.url, rate: 100 });
  const { ctx, run, states, publish, completed, check, checkCaptured, waiting } = opened;
  const workers = await Promise.all([run(), run()]);
  const log = () => workers.map((worker) => worker.log()).join("");
  let ended = 0;
  for (const worker of workers) void worker.ended.then(() => ended++);
  let published = count;
  for (let kill = 0; kill < 50; kill++) {
    await publish(published, published + 40);
    published += 40;
    await (kill % 5 === 4 ? server.kill() : crashBackend(server.url));
  }
  const known = () => states().then(({ observing = 0 }) => observing);
  await vi.waitFor(async () => expect(await known(), log()).toBeGreaterThan(0), soon);
  expect(await known()).toBeLessThan(count);

  const processes = server.processes();
  for (const pid of processes) process.kill(pid, "SIGSTOP");
  try {
    // Dead letters go on to arrive.
    for (const end = Date.now() + 25_000; Date.now() < end; await delay(500)) {
      await publish(published, published + 40);
      published += 40;
    }
  } finally {
    for (const pid of processes) process.kill(pid, "SIGCONT");
  }
  await vi.waitFor(async () => expect(await known(), log()).toBeGreaterThan(0), soon);
  expect(await known()).toBeLessThan(count);

  const hogs = postgres(server.url, { max: 40, onnotice: () => {} });
  await hogs`select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;
  await Promise.allSettled(Array.from({ length: 40 }, () => hogs`select pg_sleep(4)`));
  await hogs.end({ timeout: 5 });

  await vi.waitFor(async () => ctx.sql`update replays set rate = null`, soon);
  await completed(log);
  await vi.waitFor(async () => expect(await waiting(), log()).toBe(0), soon);
  expect(ended, log()).toBe(0);
  expect(await Promise.all(workers.map((worker) => worker.kill("SIGTERM")))).toEqual([0, 0]);
  // Outcomes are kept until they are written: not one is unknown.
  expect(await states()).toEqual({ observing: count });
  expect(await check()).toMatchObject(clean);
  expect(await checkCaptured(published)).toEqual(captured);
}, 400_000);

test("an alarm of the broker, and a black hole in the middle of a publish: nothing is lost or doubled, what is not known is said", async () => {
  const { hostname, port } = new URL(rabbit.url);
  const proxy = await startProxy({ host: hostname, port: Number(port) });
  onTestFinished(proxy.close);
  const via = new URL(rabbit.url);
  via.port = String(proxy.port);
  // A dead connection is noticed after two beats that were missed.
  via.searchParams.set("heartbeat", "8");
  const opened = await openRabbitReplay(rabbit, { count: 12_000, databaseUrl: await ownDatabase(), via: via.href });
  const { ctx, id, run, states, completed, check } = opened;
  const worker = await run();
  const sentMore = async () => {
    const before = (await states())["observing"] ?? 0;
    await vi.waitFor(async () => expect((await states())["observing"] ?? 0, worker.log()).toBeGreaterThan(before + 500), {
      ...soon,
      interval: 5,
    });
  };
  await sentMore();
  rabbit.control("set_vm_memory_high_watermark", "0.00001");
  await delay(3_000);
  rabbit.control("set_vm_memory_high_watermark", "0.4");
  await sentMore();
  expect(await states()).not.toHaveProperty("unknown");
  proxy.hold(true);
  await vi.waitFor(async () => expect(await states(), worker.log()).toHaveProperty("unknown"), soon);
  proxy.hold(false);
  await vi.waitFor(async () => {
    const [replay] = await ctx.sql`select state from replays`;
    if (replay?.["state"] === "paused") await resumeReplay(ctx, { id, reason: "the way is free" });
    expect(["observing", "completed"]).toContain(replay?.["state"]);
  }, soon);
  await completed(worker.log);
  expect(await worker.kill("SIGTERM")).toBe(0);
  expect(await check()).toMatchObject(clean);
  expect((await states())["observing"]).toBeGreaterThan(5_000);
}, 300_000);

test("the way to the broker is reset three times while a replay sends: the replay goes on, and only what was in flight is unknown", async () => {
  const { hostname, port } = new URL(rabbit.url);
  const proxy = await startProxy({ host: hostname, port: Number(port) });
  onTestFinished(proxy.close);
  const via = new URL(rabbit.url);
  via.port = String(proxy.port);
  const [count, rate] = [5_000, 400];
  const opened = await openRabbitReplay(rabbit, { count, rate, databaseUrl: await ownDatabase(), via: via.href });
  const { ctx, id, run, states, completed, check } = opened;
  const worker = await run();
  const known = async () => (await states())["observing"] ?? 0;
  const unknown = async () => (await states())["unknown"] ?? 0;
  for (let resets = 0; resets < 3; resets++) {
    const before = await known();
    await vi.waitFor(
      async () => {
        const [replay] = await ctx.sql`select state from replays`;
        if (replay?.["state"] === "paused") await resumeReplay(ctx, { id, reason: "the broker answers again" });
        expect(await known(), worker.log()).toBeGreaterThan(before);
      },
      { ...soon, interval: 5 },
    );
    proxy.reset();
  }
  expect(await known()).toBeLessThan(count);
  await vi.waitFor(async () => {
    const [replay] = await ctx.sql`select state from replays`;
    if (replay?.["state"] === "paused") await resumeReplay(ctx, { id, reason: "the broker answers again" });
    expect(["observing", "completed"]).toContain(replay?.["state"]);
  }, soon);
  await completed(worker.log);
  expect(await worker.kill("SIGTERM")).toBe(0);
  expect(await check()).toMatchObject(clean);
  // A lane takes no more than the tokens of one second, and what it holds is sent within another.
  expect(await unknown()).toBeLessThanOrEqual(3 * 2 * rate);
  expect((await known()) + (await unknown())).toBe(count);
}, 300_000);
