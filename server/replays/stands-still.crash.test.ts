import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { startProxy } from "../testing/proxy.ts";
import { captured, clean, openRabbitReplay, ownDatabase } from "../testing/rabbit-replay.ts";
import { createVirtualHost, type VirtualHost } from "../testing/rabbitmq-host.ts";

const soon = { timeout: 120_000, interval: 50 };
let host: VirtualHost;
beforeAll(async () => {
  host = await createVirtualHost();
});
afterAll(() => host.drop());

const standsStill = (pid: number) => readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.startsWith("T") ?? false;

test("a worker stands still for a minute in the middle of its work, and another takes over: what it held is unknown, and it writes nothing of that later", async () => {
  const count = 8_000;
  const opened = await openRabbitReplay(host, { count, databaseUrl: await ownDatabase() });
  const { ctx, run, states, publish, completed, check, checkCaptured, waiting } = opened;
  // What it has sent is not written down yet, and the next batches are claimed.
  const still = await run("stop:replay.published");
  await vi.waitFor(() => expect(standsStill(still.pid), still.log()).toBe(true), soon);
  const stoodStill = Date.now();
  let published = count;
  const arrive = async (more: number) => {
    await publish(published, published + more);
    published += more;
  };
  await arrive(300);
  const other = await run();
  const log = () => still.log() + other.log();
  await completed(other.log);
  await arrive(300);
  await delay(stoodStill + 60_000 - Date.now());
  const before = await states();
  expect(before["unknown"], log()).toBeGreaterThan(0);
  process.kill(still.pid, "SIGCONT");
  const isBack = () => ctx.sql`select 1 from workers where pid = ${still.pid} and beat_at > now() - interval '5 seconds'`;
  await vi.waitFor(async () => expect(await isBack(), log()).toHaveLength(1), soon);
  await arrive(300);
  await vi.waitFor(async () => expect(await waiting(), log()).toBe(0), soon);
  expect(await Promise.all([still, other].map((worker) => worker.kill("SIGTERM")))).toEqual([0, 0]);
  expect(await states()).toEqual(before);
  expect(await check()).toMatchObject(clean);
  expect(await checkCaptured(published)).toEqual(captured);
}, 400_000);

test("the way to the database swallows everything for 40 s: the worker lives, and all is sent and stored once", async () => {
  const count = 6_000;
  const databaseUrl = await ownDatabase();
  const { hostname, port } = new URL(databaseUrl);
  const proxy = await startProxy({ host: hostname, port: Number(port) });
  onTestFinished(proxy.close);
  const via = new URL(databaseUrl);
  via.port = String(proxy.port);
  const opened = await openRabbitReplay(host, { count, databaseUrl, databaseVia: via.href, rate: 200 });
  const { ctx, run, states, publish, completed, check, checkCaptured, waiting } = opened;
  const worker = await run();
  let ended = false;
  void worker.ended.then(() => {
    ended = true;
  });
  const sent = async () => (await states())["observing"] ?? 0;
  await vi.waitFor(async () => expect(await sent(), worker.log()).toBeGreaterThan(200), soon);
  proxy.hold(true);
  await publish(count, count + 500);
  await delay(40_000);
  expect(worker.log()).toContain("The database does not answer on this connection any more.");
  proxy.hold(false);
  await ctx.sql`update replays set rate = null`;
  await completed(worker.log);
  await vi.waitFor(async () => expect(await waiting(), worker.log()).toBe(0), soon);
  expect(ended, worker.log()).toBe(false);
  expect(await worker.kill("SIGTERM")).toBe(0);
  // Outcomes are kept until they are written.
  expect(await states()).toEqual({ observing: count });
  expect(await check()).toMatchObject(clean);
  expect(await checkCaptured(count + 500)).toEqual(captured);
}, 300_000);
