import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type ConfirmChannel, type ChannelModel, connect } from "amqplib";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { AmqpWire } from "../../testing/amqp-wire.ts";
import { startProxy } from "../../testing/proxy.ts";
import { createVirtualHost, type VirtualHost } from "../../testing/rabbitmq-host.ts";
import type { Broker } from "../port.ts";
import { createRabbitMQ } from "./create.ts";
import { packHead } from "./head.ts";
import { field, longstr, properties } from "./wire-samples.ts";

let host: VirtualHost;
let model: ChannelModel;
let channel: ConfirmChannel;
let broker: Broker;
const opened: Broker[] = [];

const open = (url: string, management: string | null = host.management) => {
  const made = createRabbitMQ({ source: "shop", url, management });
  opened.push(made);
  return made;
};
const head = (payload = properties({}), routingKey = "eu.paid") =>
  packHead({ exchange: Buffer.alloc(0), routingKey: Buffer.from(routingKey), properties: payload });
const message = (body = "{}", payload = properties({})) => ({ body: Buffer.from(body), head: head(payload) });
const declare = async (settings: Record<string, unknown> = {}) =>
  (await channel.assertQueue(`q-${randomUUID()}`, { arguments: settings })).queue;
const count = async (queue: string) => (await channel.checkQueue(queue)).messageCount;

beforeAll(async () => {
  host = await createVirtualHost();
  model = await connect(host.url);
  channel = await model.createConfirmChannel();
  broker = open(host.url);
});

afterAll(async () => {
  await Promise.all(opened.map((made) => made.close()));
  await model?.close();
  await host?.drop();
});

/** Publishes to a good queue that are in flight while `during` happens; all must be confirmed. */
async function whilePublishing(during: () => Promise<void>) {
  const queue = await declare();
  await broker.publish({ to: "queue", queue }, message(), "first");
  const sent = Array.from({ length: 200 }, (_, n) => broker.publish({ to: "queue", queue }, message(String(n)), `n-${n}`));
  await during();
  const states = new Set((await Promise.all(sent)).map(({ state }) => state));
  expect(states).toEqual(new Set(["confirmed"]));
  expect(await count(queue)).toBe(201);
}

test("a missing exchange is told as returned and costs no other publish its confirmation", async () => {
  await whilePublishing(async () => {
    const lost = Array.from({ length: 3 }, (_, n) =>
      broker.publish({ to: "exchange", exchange: "nowhere", routingKey: "k" }, message(), `x-${n}`),
    );
    for (const outcome of await Promise.all(lost)) {
      expect(outcome).toMatchObject({ state: "returned", reason: expect.stringContaining("nowhere") });
    }
  });
});

test("what the broker closes the channel over is refused alone, in its words", async () => {
  const queue = await declare();
  await whilePublishing(async () => {
    for (const payload of [properties({ "user-id": "somebody" }), properties({ expiration: "soon" })]) {
      const outcome = await broker.publish({ to: "queue", queue }, message("{}", payload), "a");
      expect(outcome).toMatchObject({ state: "refused", reason: expect.stringMatching(/user_id|somebody|expiration/) });
    }
  });
  const own = message("{}", properties({ "user-id": new URL(host.url).username }));
  expect((await broker.publish({ to: "queue", queue }, own, "a")).state).toBe("confirmed");
});

test("a nack of a full queue was surely not sent where the queue is known to reject, and no other queue may have it", async () => {
  const exchange = `x-${randomUUID()}`;
  const queue = await declare({ "x-max-length": 0, "x-overflow": "reject-publish" });
  const also = await declare({ "x-max-length": 0, "x-overflow": "reject-publish-dlx" });
  await channel.assertExchange(exchange, "fanout");
  await channel.bindQueue(queue, exchange, "");
  const sends = {
    "by its name": broker.publish({ to: "queue", queue, routingKey: queue }, message(), "a"),
    "by an exchange of its own": broker.publish({ to: "queue", queue }, message(), "a"),
    "by an exchange of the shop": broker.publish({ to: "exchange", exchange, routingKey: "" }, message(), "a"),
    "with dead-lettering": broker.publish({ to: "queue", queue: also, routingKey: also }, message(), "a"),
    "without management": open(host.url, null).publish({ to: "queue", queue, routingKey: queue }, message(), "a"),
  };
  const told = Object.entries(sends).map(async ([name, sent]) => [name, await sent] as const);
  expect(Object.fromEntries(await Promise.all(told))).toMatchObject({
    "by its name": { state: "not_sent", reason: expect.stringContaining("full") },
    "by an exchange of its own": { state: "not_sent", reason: expect.stringContaining("full") },
    "by an exchange of the shop": { state: "refused", reason: expect.stringContaining("full") },
    "with dead-lettering": { state: "refused" },
    "without management": { state: "refused" },
  });
});

test("returns are told of the messages that nobody takes, and of no others", async () => {
  const exchange = `x-${randomUUID()}`;
  const queue = await declare();
  await channel.assertExchange(exchange, "direct");
  await channel.bindQueue(queue, exchange, "odd");
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      broker.publish({ to: "exchange", exchange, routingKey: n % 2 === 1 ? "odd" : "even" }, message("same"), `a-${n}`),
    ),
  );
  expect(outcomes.map(({ state }) => state)).toEqual(outcomes.map((_, n) => (n % 2 === 1 ? "confirmed" : "returned")));
  expect(outcomes[0]).toMatchObject({ reason: expect.stringMatching(/312 NO_ROUTE.*"even"/) });
  expect(await count(queue)).toBe(50);
});

test("of equal messages the one that a return names by its attempt is told", async () => {
  const exchange = `x-${randomUUID()}`;
  await channel.assertExchange(exchange, "headers");
  const queue = await declare();
  await channel.bindQueue(queue, exchange, "", { colour: "red" });
  const outcomes = await Promise.all(
    ["a-0", "a-1", "a-2"].map((attempt) => {
      const colour = attempt === "a-1" ? "red" : "blue";
      const headers = [field("colour", longstr(colour)), field("x-redrive-attempt", longstr(attempt))];
      const named = message("same", properties({ headers }));
      return broker.publish({ to: "exchange", exchange, routingKey: "k" }, named, attempt);
    }),
  );
  expect(outcomes.map(({ state }) => state)).toEqual(["returned", "confirmed", "returned"]);
});

test("headers that do not fit into one frame are refused with the sizes, and nothing is cut", async () => {
  const queue = await declare();
  const fits = properties({ headers: [field("h", longstr("x".repeat(131_072 - 20 - 2 - 4 - 7)))] });
  const over = properties({ headers: [field("h", longstr("x".repeat(131_072 - 20 - 2 - 4 - 6)))] });
  expect((await broker.publish({ to: "queue", queue }, message("{}", fits), "a")).state).toBe("confirmed");
  expect(await broker.publish({ to: "queue", queue }, message("{}", over), "a")).toMatchObject({
    state: "refused",
    reason: expect.stringMatching(/131053 bytes.*131052/),
  });
  const large = Buffer.alloc(9_000_000, "y");
  expect((await broker.publish({ to: "queue", queue }, { body: large, head: head() }, "a")).state).toBe("confirmed");
  const wire = await AmqpWire.connect(host.url);
  const [first, second] = [await wire.take(queue), await wire.take(queue)];
  wire.close();
  expect(first.properties.equals(fits)).toBe(true);
  expect(second.body.equals(large)).toBe(true);
});

test("without permission to declare, the key is replaced and the audience is warned", async () => {
  const queue = await declare();
  const user = `u-${randomUUID()}`;
  await host.call("PUT", `/users/${user}`, { password: "p", tags: "" });
  await host.call("PUT", `/permissions/${host.vhost}/${user}`, { configure: "", write: ".*", read: ".*" });
  const url = new URL(host.url);
  Object.assign(url, { username: user, password: "p" });
  const limited = open(url.href, null);
  expect((await limited.audience({ to: "queue", queue })).warnings.map(({ code }) => code)).toContain("routing_key_replaced");
  expect((await limited.publish({ to: "queue", queue }, message(), "a")).state).toBe("confirmed");
  const wire = await AmqpWire.connect(host.url);
  expect(await wire.take(queue)).toMatchObject({ exchange: "", routingKey: queue });
  wire.close();
  await host.call("DELETE", `/users/${user}`);
});

const privateExchanges = async () => {
  const all = (await (await host.call("GET", `/exchanges/${host.vhost}`)).json()) as { name: string }[];
  return all.flatMap(({ name }) => (name.startsWith("redrive.replay.") ? [name] : []));
};

test("a look at an audience leaves no private exchange, and what a send has made goes when the adapter closes", async () => {
  const queue = await declare();
  const before = await privateExchanges();
  const passing = open(host.url);
  expect((await passing.audience({ to: "queue", queue })).receivers).toEqual([{ name: queue, consumers: 0 }]);
  expect(await privateExchanges()).toEqual(before);
  for (const publishedTo of ["shop", "other", ""])
    expect((await passing.publish({ to: "queue", queue, publishedTo }, message(), "a")).state).toBe("confirmed");
  expect((await passing.audience({ to: "queue", queue })).warnings.map(({ code }) => code)).toEqual(["no_consumers"]);
  expect(await privateExchanges()).toHaveLength(before.length + 3);
  await passing.close();
  expect(await privateExchanges()).toEqual(before);
});

test("after its connection was lost the adapter leaves no second private exchange", async () => {
  const queue = await declare();
  const at = new URL(host.url);
  const proxy = await startProxy({ host: at.hostname, port: Number(at.port) });
  at.port = String(proxy.port);
  const cut = open(at.href);
  expect((await cut.publish({ to: "queue", queue }, message(), "a")).state).toBe("confirmed");
  const made = await privateExchanges();
  proxy.cut();
  await vi.waitFor(async () => expect((await cut.publish({ to: "queue", queue }, message(), "b")).state).toBe("confirmed"), {
    timeout: 20_000,
    interval: 100,
  });
  expect(await privateExchanges()).toEqual(made);
  await cut.close();
  expect(await privateExchanges()).toHaveLength(made.length - 1);
  await proxy.close();
});

test("private exchanges of a process that was killed go with the first replay of another, those of a living one stay", async () => {
  const queue = await declare();
  const living = open(host.url);
  expect((await living.publish({ to: "queue", queue }, message(), "a")).state).toBe("confirmed");
  const kept = await privateExchanges();
  const program = `
    const { createRabbitMQ } = await import("./server/sources/rabbitmq/create.ts");
    const { packHead } = await import("./server/sources/rabbitmq/head.ts");
    const head = packHead({ exchange: Buffer.alloc(0), routingKey: Buffer.from("k"), properties: Buffer.of(0, 0) });
    const broker = createRabbitMQ({ source: "shop", url: ${JSON.stringify(host.url)}, management: null });
    await broker.publish({ to: "queue", queue: ${JSON.stringify(queue)} }, { body: Buffer.from("{}"), head }, "a");
    process.kill(process.pid, "SIGKILL");`;
  const killed = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: "inherit" });
  await once(killed, "exit");
  expect(await privateExchanges()).toHaveLength(kept.length + 1);

  const next = createRabbitMQ({ source: "shop", url: host.url, management: host.management, settleMs: 5_000 });
  opened.push(next);
  expect((await next.publish({ to: "queue", queue }, message(), "b")).state).toBe("confirmed");
  await vi.waitFor(async () => expect(await privateExchanges()).toHaveLength(kept.length + 1), { timeout: 30_000, interval: 100 });
  await next.close();
  expect(await privateExchanges()).toEqual(kept);
  expect((await living.publish({ to: "queue", queue }, message(), "c")).state).toBe("confirmed");
});

test("a head that cannot be read is not sent", async () => {
  const queue = await declare();
  for (const broken of [Buffer.from("nonsense"), head(Buffer.of(0x20, 0, 0, 0, 0, 9))]) {
    expect(await broker.publish({ to: "queue", queue }, { body: Buffer.from("{}"), head: broken }, "a")).toMatchObject({
      state: "refused",
    });
  }
  expect(await count(queue)).toBe(0);
});

test("a queue that is deleted and made again is found again", async () => {
  const queue = await declare();
  const send = async () => (await broker.publish({ to: "queue", queue }, message(), "a")).state;
  expect(await send()).toBe("confirmed");
  await channel.deleteQueue(queue);
  expect(await send()).toBe("returned");
  await channel.assertQueue(queue);
  expect(await send()).toBe("confirmed");
  await channel.deleteQueue(queue);
  await channel.assertQueue(queue);
  expect(await send()).toBe("confirmed");
  expect(await count(queue)).toBe(1);
});
