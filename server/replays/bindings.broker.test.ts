import { type Channel, type ChannelModel, connect } from "amqplib";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { ingestBatch } from "../capture/ingest.ts";
import type { SourceConfig } from "../config/config.ts";
import { beat } from "../process/heartbeat.ts";
import { takeMessages } from "../sources/harness.ts";
import { createRabbitMQ } from "../sources/rabbitmq/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { plainRules, shop } from "../testing/messages.ts";
import { createVirtualHost, type VirtualHost } from "../testing/rabbitmq-host.ts";
import { readPlan } from "./read-plan.ts";
import { sendReplays } from "./send/send-replays.ts";
import { startReplay } from "./start.ts";

let host: VirtualHost;
let model: ChannelModel;
let channel: Channel;

beforeAll(async () => {
  host = await createVirtualHost();
  model = await connect(host.url);
  channel = await model.createChannel();
  await channel.assertExchange("shop", "topic");
  for (const queue of ["dead", "orders.work", "audit"]) await channel.assertQueue(queue);
  await channel.bindQueue("orders.work", "shop", "order.*");
  await channel.bindQueue("audit", "shop", "*.refunded");
});
afterAll(async () => {
  await model?.close();
  await host?.drop();
});

const target = { to: "failed_queue" } as const;

test("what carries only its exchange and key goes to the one queue that is bound there, as the plan says; where there are two it stays", async () => {
  const broker = createRabbitMQ({ source: "shop", url: host.url, management: host.management });
  onTestFinished(() => broker.close());
  const source: SourceConfig = {
    ...shop,
    kind: "rabbitmq",
    url: host.url,
    management: host.management,
    tls: undefined,
    keepDeathHeaders: false,
  };
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] } });
  const [row] = await ctx.sql<{ id: number }[]>`
    insert into queues (source, name, watched, mode, state) values ('shop', 'dead', false, 'take', 'running') returning id`;
  // As Spring's RepublishMessageRecoverer writes it: the address, and no queue.
  for (const key of ["order.placed", "order.refunded", "order.a.b"])
    channel.sendToQueue("dead", Buffer.from(JSON.stringify({ key })), {
      headers: { "x-original-exchange": "shop", "x-original-routingKey": key, "x-exception-message": "no" },
    });
  const batch = await takeMessages(broker, "dead", 3);
  const reader = {
    queueId: row?.id ?? 0,
    source: "shop",
    queue: "dead",
    kind: "rabbitmq",
    rules: plainRules,
    codec: broker.codec,
  } as const;
  await ingestBatch(ctx, { reader, batch, patience: { signal: new AbortController().signal } });
  const ids = (await ctx.sql<{ id: number }[]>`select id from messages order by id`).map(({ id }) => id);

  const plan = await readPlan(ctx, { selection: { ids }, target, rate: null });
  expect(plan.answer.title).toBe("1 of 3 can be replayed to orders.work.");
  const said = plan.checks.find(({ key }) => key === "bindings")?.text;
  expect(said).toMatch(
    /^of 3 sampled, they carry no queue: 1 resolved by the bindings to orders\.work; 2 skipped: no queue is carried, and /,
  );
  expect(plan.destinations).toMatchObject([{ target: "orders.work", audience: { receivers: [{ name: "orders.work" }] } }]);

  const { id } = await startReplay(ctx, { selection: { ids }, target, rate: null, reason: "fixed" });
  await beat(ctx, "one");
  const stop = new AbortController();
  const done = sendReplays(ctx, "one", stop.signal);
  const unsettled = () => ctx.sql`select 1 from replay_items where replay_id = ${id} and state in ('selected', 'held')`;
  await vi.waitFor(async () => expect(await unsettled()).toEqual([]), { timeout: 20_000, interval: 50 });
  stop.abort();
  await done;
  expect(await ctx.sql`select reason_code as code from replay_items where state = 'skipped'`).toEqual([
    { code: "bindings" },
    { code: "bindings" },
  ]);
  const got = await channel.get("orders.work", { noAck: true });
  expect(got && [got.content.toString(), got.fields.routingKey]).toEqual(['{"key":"order.placed"}', "order.placed"]);
  expect((await channel.checkQueue("audit")).messageCount).toBe(0);
});
