import { type Channel, type ChannelModel, connect } from "amqplib";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { collectSource } from "../capture/collect.ts";
import type { SourceConfig } from "../config/config.ts";
import { facetMessages } from "../messages/facets.ts";
import { type Qualifier, termText } from "../messages/filter.ts";
import { listMessages } from "../messages/list.ts";
import { beat } from "../process/heartbeat.ts";
import { createRabbitMQ } from "../sources/rabbitmq/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { plainRules, shop } from "../testing/messages.ts";
import { createVirtualHost, type VirtualHost } from "../testing/rabbitmq-host.ts";
import { readPlan } from "./read-plan.ts";
import { sendReplays } from "./send/send-replays.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 60_000, interval: 100 };
/** They look alike, or hide what they hold, and each is a queue of its own. RabbitMQ itself drops newlines from names. */
const names = ["pay now", "pay\tnow", "pay\u001b[31mnow", "pay\u202enow", "pay\u200enow", 'pay"now', " pay now ", "q".repeat(250)];
let host: VirtualHost;
let model: ChannelModel;
let channel: Channel;

beforeAll(async () => {
  host = await createVirtualHost();
  model = await connect(host.url);
  channel = await model.createChannel();
  for (const name of names) {
    await channel.assertQueue(`${name}.dlq`);
    await channel.assertQueue(name, { deadLetterExchange: "", deadLetterRoutingKey: `${name}.dlq` });
    channel.sendToQueue(name, Buffer.from(name));
    const message = await vi.waitFor(async () => (await channel.get(name)) || Promise.reject(new Error("not there yet")), soon);
    channel.reject(message, false);
  }
});
afterAll(async () => {
  await model?.close();
  await host?.drop();
});

test("names are bytes: captured, filtered and replayed to the queue of just that name", async () => {
  const broker = createRabbitMQ({ source: "shop", url: host.url, management: host.management });
  const [plain] = shop.queues;
  if (!plain) throw new Error("The shop has a queue.");
  const source: SourceConfig = {
    ...shop,
    kind: "rabbitmq",
    url: host.url,
    management: host.management,
    tls: undefined,
    keepDeathHeaders: false,
    queues: [{ ...plain, name: "*.dlq", capture: "take", rules: plainRules }],
  };
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
  await vi.waitFor(async () => expect(await ctx.sql`select 1 from messages`).toHaveLength(names.length), soon);

  const queues = await ctx.sql<{ name: string }[]>`select name from queues where watched`;
  expect(new Set(queues.map(({ name }) => name))).toEqual(new Set(names.map((name) => `${name}.dlq`)));
  const facets = await facetMessages(ctx, { filter: "" });
  expect(facets.filter(({ facet }) => facet === "queue")).toHaveLength(8);
  const matching = async (qualifier: Qualifier, value: string) => {
    const filter = termText({ qualifier, operator: "=", value, negated: false });
    return (await listMessages(ctx, { filter, limit: 50 })).messages.map(({ id, queue }) => ({ id, queue }));
  };
  for (const name of names) {
    const found = await matching("queue", `${name}.dlq`);
    expect(found).toMatchObject([{ queue: `${name}.dlq` }]);
    expect(await matching("origin", name)).toEqual(found);
    const chosen = { selection: { ids: found.map(({ id }) => id) }, target: { to: "failed_queue" }, rate: null } as const;
    expect((await readPlan(ctx, chosen)).destinations).toMatchObject([
      { target: name, n: 1, audience: { receivers: [{ name, consumers: 0 }] } },
    ]);
    await startReplay(ctx, { ...chosen, reason: "fixed" });
  }
  for (const name of names) {
    const got = await vi.waitFor(
      async () => (await channel.get(name, { noAck: true })) || Promise.reject(new Error(`${name} is empty`)),
      soon,
    );
    expect(got.content.toString()).toBe(name);
    expect(await channel.get(name, { noAck: true })).toBe(false);
  }
});
