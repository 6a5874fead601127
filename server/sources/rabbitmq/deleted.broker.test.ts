import { randomUUID } from "node:crypto";
import { type ChannelModel, connect } from "amqplib";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { type Proxy, startProxy } from "../../testing/proxy.ts";
import { createVirtualHost, type VirtualHost } from "../../testing/rabbitmq-host.ts";
import { holdFirstBatch, takeMessages } from "../harness.ts";
import { createRabbitMQ } from "./create.ts";

let host: VirtualHost;
let model: ChannelModel;
let proxy: Proxy;

beforeEach(async () => {
  host = await createVirtualHost();
  model = await connect(host.url);
  model.on("error", () => {});
  proxy = await startProxy({ host: new URL(host.url).hostname, port: Number(new URL(host.url).port) });
});

afterEach(async () => {
  await model.close().catch(() => {});
  await proxy.close();
  await host.drop();
});

const options = { batchSize: 100, maxWaitMs: 50 };
const held = 200;

/** A queue with messages, of which one adapter holds two batches and has handed over the first. */
async function holdSome(type: string) {
  const channel = await model.createConfirmChannel();
  channel.on("error", () => {});
  const declare = () => channel.assertQueue(queue, { arguments: { "x-queue-type": type } });
  const queue = `dlq-${randomUUID()}`;
  await declare();
  for (let n = 0; n < held; n++) channel.sendToQueue(queue, Buffer.from(`${n}`), { persistent: true });
  await channel.waitForConfirms();
  const url = new URL(host.url);
  url.host = `127.0.0.1:${proxy.port}`;
  const broker = createRabbitMQ({ source: "shop", url: url.href, management: host.management });
  onTestFinished(() => broker.close());
  const holding = holdFirstBatch(broker, queue, options);
  await holding.first;
  await vi.waitFor(async () => expect((await channel.checkQueue(queue)).messageCount).toBe(0), { timeout: 10_000, interval: 20 });
  return { channel, queue, broker, declare, ...holding };
}

/** Lets the first batch end once the broker has ended its consumer. */
async function endFirstBatch({ gate }: { gate: { resolve(): void } }) {
  const consumers = async () => (await (await host.call("GET", `/consumers/${host.vhost}`)).json()) as unknown;
  await vi.waitFor(async () => expect(await consumers()).toEqual([]), { timeout: 10_000, interval: 20 });
  gate.resolve();
}

const texts = (batches: readonly (readonly { readonly body: Uint8Array | null }[])[]) =>
  new Set(batches.flat().map(({ body }) => Buffer.from(body ?? []).toString()));

test.each(["classic", "quorum"])("what is held of a deleted queue is handed over before consume rejects (%s)", async (type) => {
  const { channel, queue, gate, batches, ended } = await holdSome(type);
  await channel.deleteQueue(queue);
  await endFirstBatch({ gate });
  expect(await ended).toMatchObject({ name: "BrokerError", code: "closed", message: expect.stringContaining("deleted") });
  expect(texts(batches).size).toBe(held);
});

test("so it is when the queue is there again at once, empty", async () => {
  const { channel, queue, declare, gate, batches, ended } = await holdSome("classic");
  await channel.deleteQueue(queue);
  await declare();
  await endFirstBatch({ gate });
  expect(await ended).toMatchObject({ code: "closed" });
  expect(texts(batches).size).toBe(held);
});

test("so it is after an abort", async () => {
  const { channel, queue, abort, gate, batches, ended } = await holdSome("classic");
  abort.abort();
  await channel.deleteQueue(queue);
  gate.resolve();
  await ended;
  expect(texts(batches).size).toBe(held);
});

test("so it is when the connection went first", async () => {
  const { channel, queue, gate, batches, ended } = await holdSome("classic");
  await channel.deleteQueue(queue);
  proxy.cut();
  await endFirstBatch({ gate });
  expect(await ended).toMatchObject({ code: "closed" });
  expect(texts(batches).size).toBe(held);
});

test("so it is when the queue was recreated while the connection was down", async () => {
  const { channel, queue, declare, gate, batches, ended } = await holdSome("classic");
  proxy.refuse(true);
  proxy.cut();
  await channel.deleteQueue(queue);
  await declare();
  proxy.refuse(false);
  gate.resolve();
  expect(await ended).toMatchObject({ code: "closed" });
  expect(texts(batches).size).toBe(held);
});

test("so it is when the whole virtual host goes", async () => {
  const { gate, batches, ended } = await holdSome("classic");
  await host.call("DELETE", `/vhosts/${host.vhost}`);
  gate.resolve();
  expect(await ended).toMatchObject({ name: "BrokerError" });
  expect(texts(batches).size).toBe(held);
});

test("what a queue that is still there delivers again is not handed over besides", async () => {
  const { queue, broker, gate, batches, ended } = await holdSome("classic");
  proxy.cut();
  await vi.waitFor(() => broker.ping(), { timeout: 10_000, interval: 50 });
  gate.resolve();
  expect(await ended).toMatchObject({ code: "closed" });
  expect(texts(batches).size).toBe(options.batchSize);
  expect(texts([await takeMessages(broker, queue, held, options)]).size).toBe(held);
});
