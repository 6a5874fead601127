import { type Channel, connect } from "amqplib";
import { expect, onTestFinished, test, vi } from "vitest";
import { connectDatabase } from "../../db/client.ts";
import { testContext } from "../../testing/context.ts";
import { ownDatabase } from "../../testing/rabbit-replay.ts";
import { createVirtualHost } from "../../testing/rabbitmq-host.ts";
import { startWorker } from "../../testing/worker.ts";
import { getReplay } from "../get.ts";
import { resumeReplay } from "../resume.ts";
import { startReplay } from "../start.ts";

const soon = { timeout: 120_000, interval: 100 };

/** A shop on RabbitMQ whose consumer rejects what `isBad` says, 300 dead letters of it, and a replay of them with two workers. */
async function open() {
  const host = await createVirtualHost();
  const connection = await connect(host.url);
  onTestFinished(async () => {
    await connection.close();
    await host.drop();
  });
  const channel = await connection.createChannel();
  await channel.assertQueue("work.dlq", { durable: true });
  await channel.assertQueue("work", { durable: true, deadLetterExchange: "", deadLetterRoutingKey: "work.dlq" });
  const databaseUrl = await ownDatabase();
  const { sql, db, close } = connectDatabase(databaseUrl, { max: 3 });
  onTestFinished(close);
  const yaml = `replay: { observeSeconds: 3 }\nsources:\n  shop:\n    kind: rabbitmq\n    url: ${host.url}\n    management: ${host.management}\n    queues: ["work.dlq"]\n`;
  for (let n = 0; n < 2; n++) {
    const worker = await startWorker({ yaml, databaseUrl });
    onTestFinished(() => worker.kill("SIGTERM").then(() => {}));
  }
  return { channel, sql, ctx: testContext({ sql, db }, { config: { observeSeconds: 3 } }) };
}

async function consume(channel: Channel, isBad: (n: number) => boolean, seen: number[]): Promise<void> {
  await channel.consume("work", (message) => {
    if (!message) return;
    const { n } = JSON.parse(message.content.toString()) as { n: number };
    seen.push(n);
    if (isBad(n)) channel.nack(message, false, false);
    else channel.ack(message);
  });
}

test("on a real RabbitMQ: without a consumer a canary proves nothing, with one it passes, and what comes back pauses the rest", async () => {
  const { channel, sql, ctx } = await open();
  for (let n = 0; n < 300; n++) channel.sendToQueue("work.dlq", Buffer.from(JSON.stringify({ n })), { persistent: true });
  await vi.waitFor(async () => expect((await sql`select count(*) as n from messages`)[0]).toEqual({ n: 300 }), soon);
  const selection = { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() };
  const stages = { canary: 3, ramp: false };
  const { id } = await startReplay(ctx, { selection, target: { to: "queue", queue: "work" }, rate: 20, stages, reason: "test" });
  const becomes = (state: string, code: string | null) =>
    vi.waitFor(async () => expect((await sql`select state, pause_code as code from replays`)[0]).toEqual({ state, code }), soon);
  await becomes("paused", "canary_unconsumed");
  expect((await channel.checkQueue("work")).messageCount).toBe(3);
  const seen: number[] = [];
  await consume(channel, (n) => n > 10 && n < 290 && n !== 149 && n !== 150, seen);
  await resumeReplay(ctx, { id, reason: "the consumer is up" });
  await becomes("paused", "came_back");
  const stopped = seen.length;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(seen).toHaveLength(stopped);
  const { stages: lines, counts } = await getReplay(ctx, { id });
  expect(lines).toMatchObject([
    { kind: "canary", state: "passed", taken: 3, cameBack: 0 },
    { kind: "full", state: "sending" },
  ]);
  expect(counts.cameBack).toBeGreaterThanOrEqual(3);
  // Most of it was not sent.
  expect(counts.waiting).toBeGreaterThan(150);
  expect(seen.length).toBe(lines.reduce((sum, { taken }) => sum + taken, 0));
}, 400_000);
