import { randomUUID } from "node:crypto";
import { connect } from "amqplib";
import { expect, onTestFinished, test } from "vitest";
import { startProxy } from "../../testing/proxy.ts";
import { createVirtualHost } from "../../testing/rabbitmq-host.ts";
import { createRabbitMQ } from "./create.ts";
import { packHead } from "./head.ts";
import { properties } from "./wire-samples.ts";

const head = packHead({ exchange: Buffer.alloc(0), routingKey: Buffer.from("k"), properties: properties({ "delivery-mode": 2 }) });

const soon = { timeout: 20_000, interval: 50 };

/** A queue, and an adapter behind a proxy that has published to it once. */
async function open() {
  const host = await createVirtualHost();
  onTestFinished(() => host.drop());
  const url = new URL(host.url);
  const proxy = await startProxy({ host: url.hostname, port: Number(url.port) });
  onTestFinished(() => proxy.close());
  const model = await connect(host.url);
  onTestFinished(() => model.close());
  const channel = await model.createChannel();
  const { queue } = await channel.assertQueue(`q-${randomUUID()}`, { durable: true });
  url.host = `127.0.0.1:${proxy.port}`;
  const broker = createRabbitMQ({ source: "shop", url: url.href, management: host.management });
  onTestFinished(() => broker.close());
  const send = async (body: Buffer) => (await broker.publish({ to: "queue", queue }, { body, head }, randomUUID())).state;
  expect(await send(Buffer.from("first"))).toBe("confirmed");
  return { proxy, send, waiting: async () => (await channel.checkQueue(queue)).messageCount };
}

test("a connection that is reset within a message leaves it unknown, and nothing of it arrives", async () => {
  const { proxy, send, waiting } = await open();
  proxy.cutAfter(300_000, "requests");
  expect(await send(Buffer.alloc(1_000_000, "x"))).toBe("unknown");
  await expect.poll(() => send(Buffer.from("after")), soon).toBe("confirmed");
  expect(await waiting()).toBe(2);
});

test("a connection that is reset before the broker's answer arrives leaves a message unknown that did arrive", async () => {
  const { proxy, send, waiting } = await open();
  proxy.cutAfter(0, "answers");
  expect(await send(Buffer.alloc(1_000_000, "x"))).toBe("unknown");
  await expect.poll(waiting, soon).toBe(2);
});
