import { randomUUID } from "node:crypto";
import { type ChannelModel, connect } from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createVirtualHost, type VirtualHost } from "../../testing/rabbitmq-host.ts";
import { createRabbitMQ } from "./create.ts";

let host: VirtualHost;
let model: ChannelModel;

beforeAll(async () => {
  host = await createVirtualHost();
  model = await connect(host.url);
});

afterAll(async () => {
  await model?.close();
  await host?.drop();
});

/** A message that died of its origin's delivery limit, in a quorum queue with that same limit and no dead-letter exchange. */
async function dieOfLimit(limit: number): Promise<string> {
  const channel = await model.createConfirmChannel();
  const limited = { "x-queue-type": "quorum", "x-delivery-limit": limit };
  const { queue } = await channel.assertQueue(`dlq-${randomUUID()}`, { arguments: limited });
  const { queue: origin } = await channel.assertQueue(`q-${randomUUID()}`, {
    arguments: { ...limited, "x-dead-letter-exchange": "", "x-dead-letter-routing-key": queue },
  });
  channel.sendToQueue(origin, Buffer.from("{}"));
  await channel.waitForConfirms();
  await channel.consume(origin, (message) => message && channel.reject(message, true));
  while ((await channel.checkQueue(queue)).messageCount === 0);
  await channel.close();
  return queue;
}

/** Takes the message and loses the connection to it; tells whether it comes again before one that was sent later. */
async function survivesOneReturn(queue: string): Promise<boolean> {
  const crashing = await connect(host.url);
  const taker = await crashing.createChannel();
  await new Promise((resolve) => taker.consume(queue, resolve));
  await crashing.close();
  const channel = await model.createConfirmChannel();
  channel.sendToQueue(queue, Buffer.from("later"));
  await channel.waitForConfirms();
  const first = await new Promise<string | undefined>((resolve) =>
    channel.consume(queue, (message) => resolve(message?.content.toString())),
  );
  await channel.close();
  return first !== "later";
}

test("preflight says what this broker does with a message that comes back once", async () => {
  const queue = await dieOfLimit(2);
  const broker = createRabbitMQ({ source: "shop", url: host.url, management: host.management });
  const { safe } = await broker.preflight(queue);
  await broker.close();
  expect(safe).toBe(await survivesOneReturn(queue));
});
