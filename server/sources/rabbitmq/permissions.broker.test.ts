import { readFileSync } from "node:fs";
import { type ChannelModel, connect } from "amqplib";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createVirtualHost, type VirtualHost } from "../../testing/rabbitmq-host.ts";
import { takeMessages } from "../harness.ts";
import type { Broker, RawMessage } from "../port.ts";
import { createRabbitMQ } from "./create.ts";

/** What docs/guide/rabbitmq.md says under one of its headings. */
function documented(heading: string): Readonly<Record<"configure" | "write" | "read", string>> {
  const section = readFileSync("docs/guide/rabbitmq.md", "utf8").split(`\n### ${heading}\n`)[1] ?? "";
  const [, configure = "", write = "", read = ""] = /set_permissions -p shop redrive '([^']+)' '([^']+)' '([^']+)'\n/.exec(section) ?? [];
  expect([configure, write, read]).not.toContain("");
  return { configure, write, read };
}

const documentedTag = () => /set_user_tags redrive (\w+)\n/.exec(readFileSync("docs/guide/rabbitmq.md", "utf8"))?.[1];

let host: VirtualHost;
let model: ChannelModel;
beforeAll(async () => {
  host = await createVirtualHost();
  model = await connect(host.url);
  const channel = await model.createChannel();
  await channel.assertQueue("orders");
  await channel.assertQueue("others");
  await channel.assertQueue("orders.dlq");
  await channel.close();
});
afterAll(async () => {
  await model?.close();
  await host?.drop();
});

/** The adapter as a new user with no more than the documented rights, and its AMQP address. */
async function enter(heading: string, tags = documentedTag()): Promise<{ broker: Broker; url: string }> {
  const user = `u-${crypto.randomUUID()}`;
  const as = (address: string) => Object.assign(new URL(address), { username: user, password: "pw" }).href;
  await host.call("PUT", `/users/${user}`, { password: "pw", tags });
  await host.call("PUT", `/permissions/${host.vhost}/${user}`, documented(heading));
  const broker = createRabbitMQ({ source: "shop", url: as(host.url), management: as(host.management) });
  onTestFinished(async () => {
    await broker.close();
    await host.call("DELETE", `/users/${user}`);
  });
  return { broker, url: as(host.url) };
}

async function put(queue: string, routingKey: string): Promise<void> {
  const channel = await model.createConfirmChannel();
  await channel.assertExchange("events", "topic");
  await channel.bindQueue(queue, "events", routingKey);
  channel.publish("events", routingKey, Buffer.from("dead"));
  await channel.waitForConfirms();
  await channel.close();
}

const outgoing = (taken: RawMessage | undefined) => ({ body: taken?.body ?? null, head: taken?.head ?? Buffer.of() });
const said = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: Error) => error.message,
  );

test("watch: depth and topology, and nothing can be taken or sent", async () => {
  const { broker } = await enter("Watch");
  expect(await broker.ping()).toMatch(/^RabbitMQ \d/);
  expect((await broker.discover()).map(({ name }) => name)).toEqual(expect.arrayContaining(["orders", "orders.dlq"]));
  expect((await broker.depth("orders.dlq")).ready).toBe(0);
  expect(await said(takeMessages(broker, "orders.dlq", 1))).toMatch(/may not be used: .*ACCESS_REFUSED/);
});

test("who else takes from a queue is seen with the documented tag, and not with management alone", async () => {
  const channel = await model.createChannel();
  await channel.consume("others", () => {}, { consumerTag: "theirs" });
  const seen = async (tags?: string) => (await (await enter("Take", tags)).broker.consumers?.(["others"]))?.get("others");
  await expect.poll(() => seen(), { timeout: 30_000, interval: 1_000 }).toEqual(["theirs"]);
  expect(await seen("management")).toEqual([]);
  await channel.close();
});

test("take: a dead letter is taken, and no other queue can be", async () => {
  const { broker } = await enter("Take");
  await put("orders.dlq", "order.placed");
  expect((await broker.preflight("orders.dlq")).safe).toBe(true);
  const [taken] = await takeMessages(broker, "orders.dlq", 1);
  expect(Buffer.from(taken?.body ?? [])).toEqual(Buffer.from("dead"));
  expect(await said(takeMessages(broker, "orders", 1))).toMatch(/may not be used: .*ACCESS_REFUSED/);
  expect(await broker.publish({ to: "queue", queue: "orders" }, outgoing(taken), "a")).toMatchObject({ state: "not_sent" });
});

test("take and replay: to the target with its routing key, back to the dead-letter queue, and to nobody else", async () => {
  const { broker, url } = await enter("Take and replay");
  await put("orders.dlq", "order.placed");
  const [taken] = await takeMessages(broker, "orders.dlq", 1);
  const message = outgoing(taken);
  expect((await broker.audience({ to: "queue", queue: "orders" })).warnings.map(({ code }) => code)).not.toContain("routing_key_replaced");
  expect(await broker.publish({ to: "queue", queue: "orders" }, message, "a")).toMatchObject({ state: "confirmed" });
  const channel = await model.createChannel();
  const sent = await channel.get("orders", { noAck: true });
  expect(sent && sent.fields.routingKey).toBe("order.placed");
  // By the default exchange, where the key is the name of the queue anyway.
  expect(await broker.publish({ to: "queue", queue: "orders", routingKey: "orders" }, message, "b")).toMatchObject({ state: "confirmed" });
  expect(await broker.release("orders.dlq", message)).toMatchObject({ state: "confirmed" });
  const released = await channel.get("orders.dlq", { noAck: true });
  expect(released && released.fields.routingKey).toBe("order.placed");
  // It reaches another queue by the default exchange, but cannot bind to it, read it or delete it.
  expect((await broker.audience({ to: "queue", queue: "others" })).warnings.map(({ code }) => code)).toContain("routing_key_replaced");
  await channel.close();
  const own = await connect(url);
  own.on("error", () => {});
  const limited = await own.createChannel();
  limited.on("error", () => {});
  expect(await said(limited.deleteQueue("orders.dlq"))).toMatch(/ACCESS_REFUSED/);
  await own.close();
});
