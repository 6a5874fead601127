import { setTimeout as delay } from "node:timers/promises";
import { testContext } from "../server/testing/context.ts";
import { startRabbitMQ, type TestRabbitMQ } from "../server/testing/rabbitmq.ts";
import { startBenchDatabase } from "./database.ts";
import { deadOrder, fillQueue } from "./fill.ts";
import { declare, onChannel, purge } from "./rabbit-queues.ts";
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
    await declare(rabbit.url, Object.values(names));
    const ctx = testContext(database);
    for (let round = 0; round < rounds; round++) {
      await fillQueue(rabbit.url, { queue: names.shovelled, count, messageOf: deadOrder });
      shovelled.push(await timeRate(count, () => shovel(rabbit)));
      await purge(rabbit.url, names.work);
      await fillQueue(rabbit.url, { queue: names.dead, count, messageOf: deadOrder });
      replayed.push(await timeReplay(ctx, { count, yaml, databaseUrl: database.url, work: names.work }));
      await purge(rabbit.url, names.work);
      await fillQueue(rabbit.url, { queue: names.dead, count, messageOf: deadOrder });
      staged.push(await timeReplay(ctx, { count, yaml, databaseUrl: database.url, work: names.work, staged: true }));
      await purge(rabbit.url, names.work);
    }
  } finally {
    await Promise.all([rabbit.stop(), database.stop()]);
  }
  printReplay("replay", { way: "RabbitMQ Shovel, on-confirm, prefetch 1000, keeps no record", rates: shovelled }, replayed, staged);
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
