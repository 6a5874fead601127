import { setTimeout as delay } from "node:timers/promises";
import { connect } from "amqplib";
import { testContext } from "../server/testing/context.ts";
import { startRabbitMQ, type TestRabbitMQ } from "../server/testing/rabbitmq.ts";
import { startBenchDatabase } from "./database.ts";
import { printReplay, type ReplayTimes, timeRate, timeReplay } from "./time-replay.ts";

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
  const shovelled: number[] = [];
  const replayed: ReplayTimes[] = [];
  const staged: ReplayTimes[] = [];
  try {
    await declare(rabbit.url);
    const ctx = testContext(database);
    for (let round = 0; round < rounds; round++) {
      await fill(rabbit.url, names.shovelled);
      shovelled.push(await timeRate(count, () => shovel(rabbit)));
      await purge(rabbit.url);
      await fill(rabbit.url, names.dead);
      replayed.push(await timeReplay(ctx, { count, yaml, databaseUrl: database.url, work: names.work }));
      await purge(rabbit.url);
      await fill(rabbit.url, names.dead);
      staged.push(await timeReplay(ctx, { count, yaml, databaseUrl: database.url, work: names.work, staged: true }));
      await purge(rabbit.url);
    }
  } finally {
    await Promise.all([rabbit.stop(), database.stop()]);
  }
  printReplay("replay", { way: "RabbitMQ Shovel, on-confirm, prefetch 1000, keeps no record", rates: shovelled }, replayed, staged);
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
      const headers = {
        "x-exception-message": "connect timed out",
        "x-original-exchange": "orders",
        "x-original-routingKey": `order.placed.${at % 5}`,
      };
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
