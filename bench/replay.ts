import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { connect } from "amqplib";
import type { Ctx } from "../server/context.ts";
import { startReplay } from "../server/replays/start.ts";
import { testContext } from "../server/testing/context.ts";
import { startRabbitMQ, type TestRabbitMQ } from "../server/testing/rabbitmq.ts";
import { startWorker } from "../server/testing/worker.ts";
import { startBenchDatabase } from "./database.ts";
import { median, printResult } from "./table.ts";

const count = 100_000;
const rounds = 3;
const names = { dead: "bench.dlq", shovelled: "bench.shovel", work: "bench.work" } as const;

/**
 * Replay of 100,000 captured dead letters of 500 bytes by a worker process, every intent and outcome recorded, against RabbitMQ's Shovel
 * (on-confirm, prefetch 1000), which keeps no record. Rounds alternate, so that a slow minute hits both. A replay is timed from its first claim to its
 * completion; freezing the selection is timed apart.
 */
export async function benchReplay(): Promise<void> {
  const [rabbit, database] = await Promise.all([startRabbitMQ(), startBenchDatabase()]);
  const yaml = `sources:\n  bench:\n    kind: rabbitmq\n    url: ${rabbit.url}\n    management: ${rabbit.management}\n    queues: ["${names.dead}"]\n`;
  const rates = { shovel: [] as number[], replay: [] as number[] };
  const freezing: number[] = [];
  const memory: number[] = [];
  try {
    await declare(rabbit.url);
    const ctx = testContext(database);
    for (let round = 0; round < rounds; round++) {
      await fill(rabbit.url, names.shovelled);
      rates.shovel.push(await timeRate(() => shovel(rabbit)));
      await purge(rabbit.url);
      await fill(rabbit.url, names.dead);
      const taker = await startWorker({ yaml, databaseUrl: database.url });
      await untilDead(ctx);
      await taker.kill("SIGTERM");
      const startedAt = performance.now();
      const { id } = await startAll(ctx);
      freezing.push(performance.now() - startedAt);
      const worker = await startWorker({ yaml, databaseUrl: database.url });
      await untilFirst(ctx, id);
      const watch = setInterval(() => memory.push(residentBytes(worker.pid)), 100);
      rates.replay.push(await timeRate(() => untilCompleted(ctx, id)));
      clearInterval(watch);
      await worker.kill("SIGTERM");
      await purge(rabbit.url);
    }
  } finally {
    await Promise.all([rabbit.stop(), database.stop()]);
  }
  const [peer, ours] = [median(rates.shovel), median(rates.replay)];
  const row = (way: string, list: readonly number[], rate: number) => ({
    way,
    "messages/s": Math.round(rate),
    rounds: list.map(Math.round).join(" "),
    ratio: Number((rate / peer).toFixed(2)),
  });
  printResult("replay", [
    { ...row("RabbitMQ Shovel, on-confirm, prefetch 1000, keeps no record", rates.shovel, peer), "freezing s": "-", "worker MB": "-" },
    {
      ...row("replay, intents and outcomes recorded", rates.replay, ours),
      "freezing s": (median(freezing) / 1_000).toFixed(1),
      "worker MB": Math.round(Math.max(...memory) / 1_048_576),
    },
  ]);
}

async function startAll(ctx: Ctx) {
  const selection = { filter: "", asOf: new Date(Date.now() + 60_000).toISOString() };
  return startReplay(ctx, { selection, target: { to: "queue", queue: names.work }, rate: null, reason: "bench" });
}

async function untilDead(ctx: Ctx): Promise<void> {
  for (let n = 0; n < count; await delay(50)) {
    n = (await ctx.sql<{ n: number }[]>`select coalesce(sum(n), 0)::int as n from day_counts where state = 'dead'`)[0]?.n ?? 0;
  }
}

/** The time of a process to start is not the replay's. */
async function untilFirst(ctx: Ctx, id: number): Promise<void> {
  while ((await ctx.sql`select 1 from replay_batches where replay_id = ${id}`).length === 0) await delay(2);
}

async function untilCompleted(ctx: Ctx, id: number): Promise<void> {
  for (let state = "running"; state !== "completed"; await delay(20)) {
    state = (await ctx.sql<{ state: string }[]>`select state from replays where id = ${id}`)[0]?.state ?? "";
    if (state === "paused") throw new Error("The replay paused itself.");
  }
}

async function timeRate(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (count * 1_000) / (performance.now() - start);
}

async function onChannel<T>(
  url: string,
  use: (channel: Awaited<ReturnType<Awaited<ReturnType<typeof connect>>["createConfirmChannel"]>>) => Promise<T>,
) {
  const connection = await connect(url);
  try {
    return await use(await connection.createConfirmChannel());
  } finally {
    await connection.close();
  }
}

function declare(url: string): Promise<void> {
  return onChannel(url, async (channel) => {
    for (const queue of Object.values(names)) await channel.assertQueue(queue, { durable: true });
  });
}

function purge(url: string): Promise<void> {
  return onChannel(url, async (channel) => {
    await channel.purgeQueue(names.work);
  });
}

function fill(url: string, queue: string): Promise<void> {
  return onChannel(url, async (channel) => {
    for (let at = 0; at < count; at++) {
      const event = { eventId: `evt-${at}`, eventType: `OrderPlaced${at % 5}`, aggregateId: `ord-${at % 1_000}`, payload: "" };
      const body = JSON.stringify({ ...event, payload: "x".repeat(500 - JSON.stringify(event).length) });
      const headers = { "x-exception-message": "connect timed out", "x-original-routingKey": `order.placed.${at % 5}` };
      const room = channel.sendToQueue(queue, Buffer.from(body), { persistent: true, messageId: `m-${at}`, headers });
      if (!room) await new Promise((resolve) => channel.once("drain", resolve));
    }
    await channel.waitForConfirms();
  });
}

/** Moves everything as the management page's "Move messages" does. */
async function shovel({ url, management }: TestRabbitMQ): Promise<void> {
  const { origin, username, password } = new URL(management);
  const headers = { authorization: `Basic ${btoa(`${username}:${password}`)}`, "content-type": "application/json" };
  const address = `${origin}/api/parameters/shovel/%2F/bench-${crypto.randomUUID()}`;
  const value = {
    "src-protocol": "amqp091",
    "src-uri": url,
    "src-queue": names.shovelled,
    "src-delete-after": "queue-length",
    "src-prefetch-count": 1_000,
    "dest-protocol": "amqp091",
    "dest-uri": url,
    "dest-queue": names.work,
    "ack-mode": "on-confirm",
  };
  const made = await fetch(address, { method: "PUT", headers, body: JSON.stringify({ value }) });
  if (!made.ok) throw new Error(`The shovel was refused: ${made.status} ${await made.text()}`);
  await onChannel(url, async (channel) => {
    while ((await channel.checkQueue(names.work)).messageCount < count) await delay(20);
  });
}

function residentBytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
