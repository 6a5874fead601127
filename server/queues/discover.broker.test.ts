import { type Channel, type ChannelModel, connect } from "amqplib";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { SourceConfig } from "../config/config.ts";
import { beat } from "../process/heartbeat.ts";
import { type Broker, BrokerError } from "../sources/port.ts";
import { createRabbitMQ } from "../sources/rabbitmq/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { shop } from "../testing/messages.ts";
import { createVirtualHost, type VirtualHost } from "../testing/rabbitmq-host.ts";
import { discoverQueues } from "./discover.ts";
import { listQueues } from "./list.ts";

let host: VirtualHost;
let model: ChannelModel;
let channel: Channel;

beforeAll(async () => {
  host = await createVirtualHost();
  model = await connect(host.url);
  channel = await model.createChannel();
});
afterAll(async () => {
  await model?.close();
  await host?.drop();
});

test("queues whose dead letters are lost come first with what mends them, then dead-letter queues that nobody watches", async () => {
  for (const exchange of ["dlx", "shop"]) await channel.assertExchange(exchange, "direct");
  const to = (deadLetterExchange: string) => ({ deadLetterExchange });
  await channel.assertQueue("orders.work", to("dlx"));
  await channel.assertQueue("orders.failed");
  await channel.bindQueue("orders.failed", "dlx", "paid");
  await channel.bindQueue("orders.work", "shop", "paid");
  await channel.bindQueue("orders.work", "shop", "refunded");
  await channel.assertQueue("mail.work", to("gone"));
  await channel.assertQueue("returns.work", { ...to(""), deadLetterRoutingKey: "returns.dead" });
  await channel.assertQueue("returns.dead", { messageTtl: 3_600_000 });
  await channel.assertQueue("email.dlq");
  await channel.assertQueue("plain", { maxLength: 5 });

  const broker = createRabbitMQ({ source: "shop", url: host.url, management: host.management });
  onTestFinished(() => broker.close());
  const [watched] = shop.queues;
  const source: SourceConfig = {
    ...shop,
    kind: "rabbitmq",
    url: host.url,
    management: host.management,
    tls: undefined,
    keepDeathHeaders: false,
    queues: watched ? [{ ...watched, name: "orders.failed" }] : [],
  };
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] } });
  await discoverQueues(ctx, source);
  const { answer, faults, found, sources } = await listQueues(ctx);
  expect(answer.title).toContain("2 queues can lose messages.");
  expect(answer.sub).not.toContain("none has a topology warning");
  expect(faults).toMatchObject([
    {
      queue: "mail.work",
      watched: false,
      warning: { code: "exchange_missing", mend: expect.stringContaining("declare exchange 'name=gone'") },
    },
    {
      queue: "orders.work",
      watched: false,
      warning: {
        code: "key_unrouted",
        mend: `rabbitmqadmin -V '${host.vhost}' declare binding 'source=dlx' 'destination=orders.failed' 'routing_key=refunded'`,
      },
    },
  ]);
  expect(found).toMatchObject([
    { name: "returns.dead", dead: true, origins: ["returns.work"], warnings: [{ code: "dead_letters_expire" }] },
    { name: "email.dlq", dead: false },
  ]);
  expect(sources[0]?.queues).toMatchObject([{ name: "orders.failed", origins: ["orders.work"], warnings: [] }]);

  // Mended: both go with the next discovery.
  await channel.bindQueue("orders.failed", "dlx", "refunded");
  await channel.deleteQueue("mail.work");
  await expect.poll(async () => (await discoverQueues(ctx, source), (await listQueues(ctx)).faults), { timeout: 15_000 }).toEqual([]);
  // The broker counts some seconds after a queue was declared.
  const depths = async () => (await discoverQueues(ctx, source), (await listQueues(ctx)).found.map(({ ready }) => ready));
  await expect.poll(depths, { timeout: 15_000 }).toEqual([0, 0]);

  // What cannot be read says so, and leaves what was known.
  const failing = { ...broker, discover: () => Promise.reject(new BrokerError("denied", "The management API denies it.")) };
  const blind = { ...ctx, brokers: { ...ctx.brokers, get: () => failing } };
  for (let n = 0; n < 2; n++) await expect(discoverQueues(blind, source)).rejects.toThrow("denies");
  const after = await listQueues(ctx);
  expect(after.sources[0]?.queues[0]?.warnings).toMatchObject([
    { code: "unseen", text: expect.stringContaining("The management API denies it.") },
  ]);
  expect(after.found).toHaveLength(2);
  await discoverQueues(ctx, source);
  expect((await listQueues(ctx)).sources[0]?.queues[0]?.warnings).toEqual([]);
});

test("a watched queue that applications publish to is warned of what its arguments lose", async () => {
  await channel.assertQueue("kept", { messageTtl: 3_600_000, maxLength: 5 });
  const at = { url: host.url, management: host.management };
  const broker = createRabbitMQ({ source: "shop", ...at });
  onTestFinished(() => broker.close());
  const queues = shop.queues.map((queue) => ({ ...queue, name: "kept" }));
  const source: SourceConfig = { ...shop, kind: "rabbitmq", ...at, tls: undefined, keepDeathHeaders: false, queues };
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] } });
  await discoverQueues(ctx, source);
  const [found] = (await listQueues(ctx)).sources[0]?.queues ?? [];
  expect(found?.warnings.map(({ code }) => code)).toEqual(["dead_letters_expire", "dead_letters_overflow"]);
});

test.each(["with", "without"])(
  "%s management, another consumer of a queue that we take from is named, and our workers are not",
  async (management) => {
    const queue = `taken.${management}.dlq`;
    await channel.assertQueue(queue);
    const options = { url: host.url, management: management === "with" ? host.management : null };
    const [one, two] = [1, 2].map(() => createRabbitMQ({ source: "shop", ...options, queues: [queue] })) as [Broker, Broker];
    const [watched] = shop.queues;
    const source: SourceConfig = {
      ...shop,
      kind: "rabbitmq",
      ...options,
      tls: undefined,
      keepDeathHeaders: false,
      queues: watched ? [{ ...watched, name: queue, capture: "take" }] : [],
    };
    const ctx = testContext(await testDatabase(), { brokers: [one], config: { sources: [source] } });
    const stop = new AbortController();
    const consuming = [one, two].map(async (broker, at) => {
      await beat(ctx, `worker-${at}`);
      return broker.consume(queue, async () => {}, { batchSize: 10, maxWaitMs: 100, reader: `worker-${at}` }, stop.signal);
    });
    onTestFinished(async () => {
      stop.abort();
      await Promise.all(consuming);
      await Promise.all([one.close(), two.close()]);
    });
    await expect.poll(async () => (await channel.checkQueue(queue)).consumerCount, { timeout: 15_000 }).toBe(2);
    await discoverQueues(ctx, source);
    await ctx.sql`update queues set state = 'running' where watched`;
    const others = async () => {
      await discoverQueues(ctx, source);
      const lines = (await listQueues(ctx)).sources.flatMap((line) => [
        ...line.warnings,
        ...line.queues.flatMap(({ warnings }) => warnings),
      ]);
      return lines.filter(({ code }) => code === "read_by_others").map(({ text }) => text.split(". ")[0]);
    };
    await expect.poll(async () => (await one.consumers?.([queue]))?.get(queue)?.length, { timeout: 15_000 }).toBe(2);
    expect(await others()).toEqual([]);
    await channel.consume(queue, () => {}, { consumerTag: "billing" });
    const name = management === "with" ? ": billing" : "";
    await expect.poll(others, { timeout: 15_000 }).toEqual([`Another consumer takes messages from "${queue}" too${name}`]);
    await channel.cancel("billing");
    await expect.poll(others, { timeout: 15_000 }).toEqual([]);
  },
);
