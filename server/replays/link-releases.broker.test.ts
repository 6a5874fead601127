import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type Channel, type ChannelModel, connect } from "amqplib";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { ingestBatch } from "../capture/ingest.ts";
import type { SourceConfig } from "../config/config.ts";
import { takeMessages } from "../sources/harness.ts";
import type { Broker } from "../sources/port.ts";
import { createRabbitMQ } from "../sources/rabbitmq/create.ts";
import { createSqs } from "../sources/sqs/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { startElasticMQ } from "../testing/elasticmq.ts";
import { plainRules, shop } from "../testing/messages.ts";
import { createVirtualHost, type VirtualHost } from "../testing/rabbitmq-host.ts";
import { readPlan } from "./read-plan.ts";
import { sendReplays } from "./send/send-replays.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 60_000, interval: 50 };
const target = { to: "release" } as const;
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

/** A queue of a broker that is not captured by itself: this takes what stands in it, and releases all that is dead. */
async function open(broker: Broker, source: SourceConfig, queue: string) {
  onTestFinished(() => broker.close());
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] } });
  const [row] = await ctx.sql<{ id: number }[]>`
    insert into queues (source, name, watched, mode, state) values ('shop', ${queue}, false, 'take', 'running') returning id`;
  const reader = { queueId: row?.id ?? 0, source: "shop", queue, kind: broker.kind, codec: broker.codec, rules: plainRules };
  const take = async (count: number) => {
    const batch = await takeMessages(broker, queue, count);
    await ingestBatch(ctx, { reader, batch, patience: { signal: new AbortController().signal } });
  };
  const dead = async () => (await ctx.sql<{ id: number }[]>`select id from messages where state = 'dead' order by id`).map(({ id }) => id);
  const plan = async () => {
    const { checks } = await readPlan(ctx, { selection: { ids: await dead() }, target, rate: null });
    return checks.find(({ key }) => key === "expires");
  };
  const release = async () => {
    const stop = new AbortController();
    await startReplay(ctx, { selection: { ids: await dead() }, target, rate: null, reason: "not ours" });
    const done = sendReplays(ctx, "one", stop.signal);
    await vi.waitFor(async () => expect(await dead()).toEqual([]), soon);
    await vi.waitFor(async () => expect(await ctx.sql`select 1 from messages where state <> 'released'`).toEqual([]), soon);
    stop.abort();
    await done;
  };
  const links = () => ctx.sql<{ id: number; from: number | null; of: number | null }[]>`
    select m.id, (h.data->>'releasedFrom')::bigint as "from", m.suspected_duplicate_of as of
    from messages m join message_history h on h.message_id = m.id and h.seq = 1 order by m.id`;
  return { take, plan, release, links };
}

function rabbit(management: string | null) {
  const source: SourceConfig = { ...shop, kind: "rabbitmq", url: host.url, management, tls: undefined, keepDeathHeaders: false };
  return [createRabbitMQ({ source: "shop", url: host.url, management }), source] as const;
}

test("RabbitMQ: what was released through a private exchange is recognised, twice over; a plan says when it would expire", async () => {
  const queue = `dead.${crypto.randomUUID()}`;
  await channel.assertExchange("shop", "topic");
  await channel.assertQueue(queue, { arguments: { "x-message-ttl": 600_000, "x-queue-type": "quorum" } });
  await channel.bindQueue(queue, "shop", "order.*");
  const { take, plan, release, links } = await open(...rabbit(host.management), queue);
  channel.publish("shop", "order.placed", Buffer.from("one"), {
    messageId: "m-1",
    headers: { n: 1, at: { "!": "timestamp", value: 1e9 } },
  });
  channel.publish("shop", "order.placed", Buffer.from("two"), { expiration: "300000", priority: 3 });
  // By the default exchange and the queue's name: the address, too, is the same after the release.
  channel.sendToQueue(queue, Buffer.from("three"), { headers: { "x-death": [{ queue: "orders", count: 1, reason: "rejected" }] } });
  await take(3);
  expect(await plan()).toMatchObject({
    n: 3,
    tone: "warn",
    details: ["1 of 3 sampled carry their own expiration, and are gone after 5 min.", `"${queue}" keeps a message for 10 min.`],
  });
  await release();
  // Somebody had all of them in between, and gave them back: the broker says so, and counts it in the head.
  for (let n = 0; n < 3; n++) await vi.waitFor(async () => expect(await channel.get(queue)).not.toBe(false), soon);
  channel.nackAll(true);
  await take(3);
  const found = async (from: number) =>
    (await links())
      .slice(from)
      .map((one) => [one.from, one.of])
      .toSorted();
  expect(await found(3)).toEqual([1, 2, 3].map((from) => [from, null]));
  await release();
  await take(3);
  expect(await found(6)).toEqual([1, 2, 3].map((from) => [from, null]));
  channel.publish("shop", "order.placed", Buffer.from("one"), {
    messageId: "m-1",
    headers: { n: 1, at: { "!": "timestamp", value: 1e9 } },
  });
  await take(1);
  expect((await links()).at(-1)).toMatchObject({ from: null, of: null });
});

test("RabbitMQ without management: how long the queue keeps it is not known, and is said so", async () => {
  const queue = `dead.${crypto.randomUUID()}`;
  await channel.assertQueue(queue);
  const { take, plan } = await open(...rabbit(null), queue);
  channel.sendToQueue(queue, Buffer.from("one"));
  await take(1);
  expect(await plan()).toMatchObject({ n: null, text: "not known", details: [`How long "${queue}" keeps a message is not known.`] });
});

test.each([{}, { FifoQueue: "true" }])(
  "SQS with %j: what was released has another id, and is recognised by its bytes",
  async (attributes) => {
    const server = await startElasticMQ();
    const keys = { region: "eu-west-1", endpoint: server.endpoint, accessKeyId: "test", secretAccessKey: "test" };
    const client = new SQSClient({ region: "eu-west-1", endpoint: server.endpoint, credentials: keys });
    onTestFinished(async () => {
      client.destroy();
      await server.stop();
    });
    const isFifo = "FifoQueue" in attributes;
    const name = `dead-${crypto.randomUUID()}${isFifo ? ".fifo" : ""}`;
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    const broker = createSqs({ source: "shop", ...keys, queues: [], isFree: true });
    const { take, release, links } = await open(broker, { kind: "sqs", name: "shop", queues: shop.queues, ...keys }, name);
    for (const n of [1, 2])
      await client.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: `{"n":${n}}`,
          MessageAttributes: { n: { DataType: "Number", StringValue: "1.50" } },
          ...(isFifo ? { MessageGroupId: "g", MessageDeduplicationId: String(n) } : {}),
        }),
      );
    await take(2);
    await release();
    await take(2);
    expect(
      (await links())
        .slice(2)
        .map(({ from }) => from)
        .toSorted(),
    ).toEqual([1, 2]);
  },
);
