import { connect } from "amqplib";
import { createRabbitMQ } from "../server/sources/rabbitmq/create.ts";
import type { Config, SourceConfig } from "../server/config/config.ts";
import { testContext } from "../server/testing/context.ts";
import { startRabbitMQ } from "../server/testing/rabbitmq.ts";
import { startBenchDatabase } from "./database.ts";
import { type Filling, fillQueue } from "./fill.ts";
import { median, printResult, rateRow } from "./table.ts";
import { benchQueue, drainByCapture } from "./drain.ts";
import { timeRate } from "./time-replay.ts";

const count = 100_000;
const rounds = 3;
const queueName = "bench.dlq";
const queueConfig = benchQueue(queueName, "take");

/**
 * Capture of 100,000 dead letters of 500 bytes with an exception text, from RabbitMQ into Postgres with diagnosis, groups and counts, against
 * a bare amqplib consumer that acknowledges by the hundred and drops. Rounds alternate, so that a slow minute hits both.
 */
export async function benchCapture(): Promise<void> {
  const [rabbit, database] = await Promise.all([startRabbitMQ(), startBenchDatabase()]);
  const source: SourceConfig = {
    kind: "rabbitmq",
    name: "bench",
    url: rabbit.url,
    management: null,
    keepDeathHeaders: false,
    queues: [queueConfig],
  };
  const broker = createRabbitMQ({ source: "bench", url: rabbit.url, management: null, queues: [queueName] });
  const config: Partial<Config> = { sources: [source] };
  const ctx = testContext(database, { brokers: [broker], config });
  const rates = { bare: [] as number[], capture: [] as number[] };
  try {
    await ctx.sql`insert into queues (source, name, watched, mode, state) values ('bench', ${queueName}, true, 'take', 'starting')`;
    for (let round = 0; round < rounds; round++) {
      await fillQueue(rabbit.url, { queue: queueName, count, messageOf });
      rates.bare.push(await timeRate(count, () => drainBare(rabbit.url)));
      await fillQueue(rabbit.url, { queue: queueName, count, messageOf });
      rates.capture.push(await timeRate(count, () => drainByCapture(ctx, { queue: queueConfig, count })));
    }
  } finally {
    await ctx.brokers.close();
    await Promise.all([rabbit.stop(), database.stop()]);
  }
  const base = median(rates.bare);
  printResult("capture", [rateRow("bare amqplib consumer, drops", rates.bare, base), rateRow("capture", rates.capture, base)]);
}

const messageOf = (at: number): Filling => ({
  event: { eventId: `evt-${at}`, eventType: `OrderPlaced${at % 5}`, aggregateId: `ord-${at % 1_000}` },
  headers: {
    "x-exception-message": `Payment of order ${at} failed: connect timed out after 3000 ms (attempt ${at % 3})`,
    "x-original-exchange": "orders",
    "x-original-routingKey": `order.placed.${at % 5}`,
  },
});

async function drainBare(url: string): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  await channel.prefetch(4_000);
  await new Promise<void>((resolve, reject) => {
    let seen = 0;
    const consumed = channel.consume(queueName, (message) => {
      if (message && ++seen % 100 === 0) channel.ack(message, true);
      if (seen === count) resolve();
    });
    consumed.catch(reject);
  });
  await channel.close();
  await connection.close();
}
