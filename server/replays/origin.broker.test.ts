import { type Channel, type ChannelModel, connect } from "amqplib";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { collectSource } from "../capture/collect.ts";
import type { SourceConfig } from "../config/config.ts";
import { getMessage } from "../messages/get.ts";
import { beat } from "../process/heartbeat.ts";
import { createRabbitMQ } from "../sources/rabbitmq/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { plainRules, shop } from "../testing/messages.ts";
import { createVirtualHost, type VirtualHost } from "../testing/rabbitmq-host.ts";
import { readPlan } from "./read-plan.ts";
import { sendReplays } from "./send/send-replays.ts";
import { startReplay } from "./start.ts";

type To = Parameters<typeof startReplay>[1]["target"];

const soon = { timeout: 60_000, interval: 50 };
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

/** A queue whose messages a consumer fails, captured from its dead-letter queue and replayed by a worker. */
async function open() {
  const id = crypto.randomUUID();
  const [work, dead, exchange] = [`work.${id}`, `work.${id}.dlq`, `shop.${id}`];
  await channel.assertExchange(exchange, "direct");
  await channel.assertQueue(dead);
  await channel.assertQueue(work, { deadLetterExchange: "", deadLetterRoutingKey: dead });
  await channel.consume(work, (message) => message && channel.reject(message, false));
  const [plain] = shop.queues;
  if (!plain) throw new Error("The shop has a queue.");
  const source: SourceConfig = {
    ...shop,
    kind: "rabbitmq",
    url: host.url,
    management: host.management,
    tls: undefined,
    keepDeathHeaders: false,
    queues: [{ ...plain, name: dead, capture: "take", rules: plainRules }],
  };
  const broker = createRabbitMQ({ source: "shop", url: host.url, management: host.management, queues: [dead] });
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] } });
  const ending = new AbortController();
  const collecting = collectSource(ctx, source, ending.signal);
  await beat(ctx, "one");
  const sending = sendReplays(ctx, "one", ending.signal);
  onTestFinished(async () => {
    ending.abort();
    await Promise.all([collecting, sending]);
    await broker.close();
  });
  const captured = async (count: number) => {
    await vi.waitFor(async () => expect(await ctx.sql`select 1 from messages`).toHaveLength(count), soon);
    return (await ctx.sql<{ id: number }[]>`select id from messages order by id`).at(-1)?.id ?? 0;
  };
  const chosen = (message: number, target: To) => ({ selection: { ids: [message] }, target, rate: null }) as const;
  const replay = (message: number, target: To) => startReplay(ctx, { ...chosen(message, target), reason: "fixed" });
  return { ctx, work, exchange, captured, chosen, replay };
}

test.each(["order.placed", "the name of its queue", "two of them"])(
  "what came back, of key %s, has the exchange of its first publish for its origin, and goes there",
  async (kind) => {
    const { ctx, work, exchange, captured, chosen, replay } = await open();
    const key = kind === "the name of its queue" ? work : "order.placed";
    await channel.bindQueue(work, exchange, key);
    const { queue: other } = await channel.assertQueue("", { exclusive: true });
    await channel.bindQueue(other, exchange, key);
    channel.publish(exchange, key, Buffer.from("placed"), { headers: { tenant: "eu" } });
    const first = await captured(1);
    await replay(first, kind === "two of them" ? { to: "queue", queue: work } : { to: "failed_queue" });
    let back = await captured(2);
    if (kind === "two of them") {
      await replay(back, { to: "failed_queue" });
      back = await captured(3);
    }
    const origin = { queue: work, exchange, routingKey: key };
    expect(await getMessage(ctx, { id: back })).toMatchObject({ replayCount: kind === "two of them" ? 2 : 1, diagnosis: { origin } });
    // What the management API said two seconds ago may be from before these bindings.
    await vi.waitFor(async () => {
      const { destinations } = await readPlan(ctx, chosen(back, { to: "origin" }));
      expect(destinations).toMatchObject([{ target: `${exchange}, key ${key}`, n: 1 }]);
      expect(new Set(destinations[0]?.audience?.receivers?.map(({ name }) => name))).toEqual(new Set([work, other]));
    }, soon);
    await channel.purgeQueue(other);
    await replay(back, { to: "origin" });
    const got = await vi.waitFor(async () => (await channel.get(other, { noAck: true })) || Promise.reject(new Error("empty")), soon);
    expect(got).toMatchObject({
      content: Buffer.from("placed"),
      fields: { exchange, routingKey: key },
      properties: { headers: { tenant: "eu" } },
    });
    await captured(kind === "two of them" ? 4 : 3);
  },
);

test("what an earlier version sent by an exchange that tells nothing has no origin exchange, and is not sent to one", async () => {
  const { ctx, work, captured, chosen, replay } = await open();
  const own = `redrive.replay.${crypto.randomUUID()}`;
  await channel.assertExchange(own, "fanout", { durable: false });
  await channel.bindQueue(work, own, "");
  channel.publish(own, "order.placed", Buffer.from("placed"));
  const id = await captured(1);
  expect(await getMessage(ctx, { id })).toMatchObject({
    diagnosis: { origin: { queue: work, exchange: null, routingKey: "order.placed" } },
  });
  expect(await readPlan(ctx, chosen(id, { to: "origin" }))).toMatchObject({ sendable: 0, destinations: [] });
  await expect(replay(id, { to: "origin" })).rejects.toThrow(/carry where/);
  await replay(id, { to: "failed_queue" });
  expect(await getMessage(ctx, { id: await captured(2) })).toMatchObject({
    diagnosis: { origin: { queue: work, exchange: null, routingKey: "order.placed" } },
  });
});
