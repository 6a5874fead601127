import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { connect } from "amqplib";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { startRabbitMQ, type TestRabbitMQ } from "../../testing/rabbitmq.ts";
import type { Broker } from "../port.ts";
import { takeMessages } from "../harness.ts";
import { createRabbitMQ } from "./create.ts";
import { packHead } from "./head.ts";
import { intakeLimit } from "./intake.ts";
import { properties } from "./wire-samples.ts";

let server: TestRabbitMQ;
let broker: Broker;

const head = packHead({ exchange: Buffer.alloc(0), routingKey: Buffer.from("k"), properties: properties({ "delivery-mode": 2 }) });
const outgoing = (body: string) => ({ body: Buffer.from(body), head });
const texts = (messages: readonly { readonly body: Uint8Array | null }[]) => messages.map(({ body }) => Buffer.from(body ?? []).toString());
const publishAll = (queue: string, bodies: readonly string[]) =>
  Promise.all(bodies.map((body) => broker.publish({ to: "queue", queue }, outgoing(body), body)));

beforeAll(async () => {
  server = await startRabbitMQ();
  broker = createRabbitMQ({ source: "shop", url: server.url, management: server.management, limits: { blockedMs: 300, confirmMs: 2_000 } });
});

afterAll(async () => {
  await broker?.close();
  await server?.stop();
});

async function declare(type: string) {
  const model = await connect(server.url);
  const channel = await model.createChannel();
  const { queue } = await channel.assertQueue(`q-${randomUUID()}`, { durable: true, arguments: { "x-queue-type": type } });
  await model.close();
  return queue;
}

/** A consumer that records what it settled, and is started again each time the connection was lost. */
function takeSteadily(queue: string) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const settled: string[] = [];
  const errors: unknown[] = [];
  const ended = (async () => {
    while (!stop.signal.aborted) {
      try {
        await broker.consume(queue, async (batch) => void settled.push(...texts(batch)), { batchSize: 20, maxWaitMs: 20 }, stop.signal);
      } catch (error) {
        errors.push(error);
        await vi.waitFor(() => broker.ping(), { timeout: 60_000, interval: 100 });
      }
    }
  })();
  return { settled, errors, finish: () => (stop.abort(), ended) };
}

test.each(["classic", "quorum"])(
  "a broker restart while taking and publishing loses nothing (%s)",
  async (type) => {
    const queue = await declare(type);
    const taking = takeSteadily(queue);
    const outcomes = new Map<string, string>();
    let publishing = true;
    // A closed adapter refuses at once: a loop that went on after a failed test would leave no turn to anything else.
    onTestFinished(() => {
      publishing = false;
    });
    const sender = (async () => {
      for (let n = 0; publishing; n++) {
        const bodies = Array.from({ length: 20 }, (_, at) => `${n}-${at}`);
        const sent = await publishAll(queue, bodies);
        for (const [at, outcome] of sent.entries()) outcomes.set(bodies[at] ?? "", outcome.state);
        // While the broker is away each round ends at once, and a hundred thousand of them would keep the machine busy.
        if (sent.every(({ state }) => state === "not_sent")) await delay(10);
      }
    })();
    await vi.waitFor(() => expect(taking.settled.length).toBeGreaterThan(200), { timeout: 30_000, interval: 20 });
    await server.restart();
    const named = (wanted: string) => [...outcomes].filter(([, state]) => state === wanted).map(([body]) => body);
    const before = named("confirmed").length;
    await vi.waitFor(() => expect(named("confirmed").length).toBeGreaterThan(before + 200), { timeout: 60_000, interval: 50 });
    publishing = false;
    await sender;
    const settledOf = (bodies: readonly string[], is: boolean) => {
      const settled = new Set(taking.settled);
      return bodies.filter((body) => settled.has(body) === is);
    };
    await vi.waitFor(() => expect(settledOf(named("confirmed"), false)).toEqual([]), { timeout: 30_000, interval: 50 });
    await taking.finish();
    expect(taking.errors.length).toBeGreaterThan(0);
    for (const error of taking.errors)
      expect(error).toMatchObject({ name: "BrokerError", code: expect.stringMatching(/closed|unreachable/) });
    for (const state of outcomes.values()) expect(["confirmed", "unknown", "not_sent"]).toContain(state);
    expect(settledOf(named("not_sent"), true)).toEqual([]);
  },
  180_000,
);

test("connections that the broker closes by force are opened again", async () => {
  const queue = await declare("classic");
  await publishAll(queue, ["a", "b"]);
  const held = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const consuming = broker.consume(
    queue,
    () => {
      held.resolve();
      return gate.promise;
    },
    { batchSize: 1, maxWaitMs: 20 },
    new AbortController().signal,
  );
  await held.promise;
  server.control("close_all_connections", "test");
  gate.resolve();
  await expect(consuming).rejects.toMatchObject({ name: "BrokerError", code: "closed" });
  await vi.waitFor(async () => expect((await publishAll(queue, ["c"]))[0]?.state).toBe("confirmed"), { timeout: 10_000, interval: 20 });
  expect(new Set(texts(await takeMessages(broker, queue, 3)))).toEqual(new Set(["a", "b", "c"]));
});

test("while the broker blocks publishers nothing is sent, and that is said", async () => {
  const queue = await declare("classic");
  await publishAll(queue, ["before"]);
  server.control("set_vm_memory_high_watermark", "0.0000001");
  const blocked = await vi.waitFor(
    async () => {
      const [outcome] = await publishAll(queue, ["during"]);
      expect(outcome).toMatchObject({ state: "not_sent", reason: expect.stringContaining("blocks publishers") });
      return outcome;
    },
    { timeout: 30_000, interval: 50 },
  );
  expect(blocked?.state).toBe("not_sent");
  server.control("set_vm_memory_high_watermark", "0.6");
  await vi.waitFor(async () => expect((await publishAll(queue, ["after"]))[0]?.state).toBe("confirmed"), { timeout: 30_000, interval: 50 });
});

test("large messages are taken in bounded bytes, whatever their number", async () => {
  const queue = await declare("classic");
  const body = Buffer.alloc(1_000_000, "x");
  const count = 200;
  for (let sent = 0; sent < count; sent += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, n) => broker.publish({ to: "queue", queue }, { body, head }, `${sent + n}`)));
  }
  const sizes: number[] = [];
  const enough = new AbortController();
  await broker.consume(
    queue,
    async (batch) => {
      sizes.push(batch.length);
      if (sizes.reduce((sum, size) => sum + size) >= count) enough.abort();
    },
    { batchSize: 100, maxWaitMs: 5_000 },
    enough.signal,
  );
  expect(sizes.reduce((sum, size) => sum + size)).toBe(count);
  expect(Math.max(...sizes) * body.length).toBeLessThanOrEqual(intakeLimit + body.length);
});
