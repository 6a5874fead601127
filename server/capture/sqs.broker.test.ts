import { randomUUID } from "node:crypto";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { QueueConfig } from "../config/config.ts";
import { listQueues } from "../queues/list.ts";
import { createSqs } from "../sources/sqs/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { plainRules } from "../testing/messages.ts";
import { denied, type SqsGate, openGatedSqs, testKeys } from "../testing/sqs-gate.ts";
import { collectSource } from "./collect.ts";

const soon = { timeout: 60_000, interval: 50 };
let gate: SqsGate;
let client: SQSClient;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ gate, client, stop } = await openGatedSqs());
});
afterEach(() => gate.answer(() => null));
afterAll(() => stop());

const prefix = () => `q${randomUUID().slice(0, 8)}`;
async function declare(QueueName: string, attributes: Record<string, string> = {}) {
  await client.send(new CreateQueueCommand({ QueueName, Attributes: attributes }));
  return QueueName;
}
async function send(queue: string, body: string) {
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: queue }));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
}
const taken = (name: string, takeDespiteHazard = false): QueueConfig => ({
  name,
  capture: "take",
  takeDespiteHazard,
  target: { to: "failed_queue" },
  rules: plainRules,
});

/** An emulator counts at once what SQS counts late; on a busy machine its answer takes seconds. */
const settledMs = 20_000;

/** A worker on these queues, as on AWS, until the test ends. */
async function collect(queues: readonly QueueConfig[]) {
  const options = { region: "eu-west-1", endpoint: gate.endpoint, ...testKeys };
  const broker = createSqs({ source: "shop", ...options, queues, isFree: false, settledMs });
  const source = { kind: "sqs", name: "shop", queues, ...options } as const;
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] } });
  const ending = new AbortController();
  const done = collectSource(ctx, source, ending.signal);
  onTestFinished(async () => {
    ending.abort();
    await done;
    await broker.close();
  });
  const row = async (name: string) => {
    const [found] =
      await ctx.sql`select state, state_reason as reason, state_mend as mend, ready, origins, warnings from queues where name = ${name}`;
    return found;
  };
  const stored = async () => (await ctx.sql<{ n: number }[]>`select count(*)::int as n from messages`)[0]?.n ?? 0;
  return { ctx, row, stored };
}

test("what cannot be removed is stored once, tried later and later, and said by name; allowed, it goes on", async () => {
  const queue = await declare(prefix());
  await send(queue, "{}");
  gate.answer(({ action }) => (action === "DeleteMessageBatch" ? denied : null));
  gate.forget();
  const { row, stored } = await collect([taken(queue, true)]);
  await vi.waitFor(
    async () => expect(await row(queue)).toMatchObject({ state: "failed", reason: expect.stringContaining("sqs:DeleteMessage") }),
    soon,
  );
  await new Promise((resolve) => setTimeout(resolve, 8_000));
  const receives = gate.asked.filter(({ action }) => action === "ReceiveMessage").length;
  expect(receives).toBeLessThanOrEqual(8);
  expect(await row(queue)).toMatchObject({ state: "failed" });
  expect(await stored()).toBe(1);
  gate.answer(() => null);
  await vi.waitFor(async () => expect(await row(queue)).toMatchObject({ state: "running", reason: null }), soon);
  expect(await stored()).toBe(1);
});

test("preflight names every permission that is missing, and nothing is received", async () => {
  const queue = await declare(prefix());
  await send(queue, "{}");
  gate.answer(({ action }) => (/^(?:DeleteMessage|ChangeMessageVisibility|ReceiveMessage)/.test(action) ? denied : null));
  gate.forget();
  const { row } = await collect([taken(queue)]);
  await vi.waitFor(async () => expect(await row(queue)).toMatchObject({ state: "watching" }), soon);
  const { reason, mend } = (await row(queue)) ?? {};
  expect(reason).toContain("SQS denies sqs:DeleteMessage and sqs:ChangeMessageVisibility; sqs:ReceiveMessage was not tried.");
  expect(JSON.parse(mend)).toMatchObject({
    Effect: "Allow",
    Action: ["sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:ReceiveMessage"],
  });
  expect(gate.asked.some(({ action }) => action === "ReceiveMessage")).toBe(false);
});

test("a dead-letter queue with a redrive policy of its own is only watched, unless that is allowed", async () => {
  const last = await declare(prefix());
  const policy = JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:eu-west-1:000000000000:${last}`, maxReceiveCount: 1 });
  const [watched, allowed] = [await declare(prefix(), { RedrivePolicy: policy }), await declare(prefix(), { RedrivePolicy: policy })];
  await send(watched, "{}");
  await send(allowed, "{}");
  gate.forget();
  const { row, stored } = await collect([taken(watched), taken(allowed, true)]);
  await vi.waitFor(
    async () => expect(await row(watched)).toMatchObject({ state: "watching", reason: expect.stringContaining(last) }),
    soon,
  );
  expect((await row(watched))?.["mend"]).toContain("RedrivePolicy=");
  await vi.waitFor(async () => expect(await stored()).toBe(1), soon);
  expect(gate.asked.some(({ action, queue }) => action === "ReceiveMessage" && queue === watched)).toBe(false);
});

test("where only the listing of queues is denied, those that are named are read, and the source is connected", async () => {
  const queue = await declare(prefix());
  await send(queue, "{}");
  gate.answer(({ action }) => (action === "ListQueues" ? denied : null));
  const { ctx, row, stored } = await collect([taken(queue)]);
  await vi.waitFor(async () => expect(await stored()).toBe(1), soon);
  await vi.waitFor(async () => expect(await row(queue)).toMatchObject({ state: "running", origins: null }), soon);
  await vi.waitFor(
    async () => expect(await ctx.sql`select state, last_error from sources`).toEqual([{ state: "connected", last_error: null }]),
    soon,
  );
});

/** Receives from a queue beside Redrive, faster than it, and removes what it got `holdMs` later, until the test ends. Answers how many it has removed. */
async function takeBeside(queue: string, holdMs: number) {
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: queue }));
  const ending = new AbortController();
  const holding: Promise<void>[] = [];
  let removed = 0;
  const remove = async (ReceiptHandle: string | undefined) => {
    await new Promise((resolve) => setTimeout(resolve, holdMs));
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    removed++;
  };
  const take = async () => {
    while (!ending.signal.aborted) {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }));
      holding.push(...Messages.map(({ ReceiptHandle }) => remove(ReceiptHandle)));
    }
  };
  const taking = Promise.all(Array.from({ length: 20 }, take));
  onTestFinished(async () => {
    ending.abort();
    await taking;
    await Promise.all(holding);
  });
  return () => removed;
}

test("who else takes from a queue is warned of; a queue that only we take from is not", async () => {
  const [shared, own] = [await declare(prefix()), await declare(prefix())];
  const { ctx, row, stored } = await collect([taken(shared), taken(own)]);
  const warned = async () => {
    const { sources } = await listQueues(ctx);
    const all = sources.flatMap(({ queues }) => queues).map(({ name, warnings }) => [name, warnings.map(({ code }) => code)]);
    return Object.fromEntries(all) as Record<string, readonly string[]>;
  };
  // What a worker before this one held may be counted for so long after it has begun.
  for (const queue of [shared, own]) await vi.waitFor(async () => expect(await row(queue)).toMatchObject({ state: "running" }), soon);
  await new Promise((resolve) => setTimeout(resolve, settledMs + 1_000));
  const removed = await takeBeside(shared, 15_000);
  for (let n = 0; n < 100; n++) await Promise.all([send(shared, String(n)), send(own, String(n))]);
  await vi.waitFor(async () => expect((await warned())[shared]).toContain("read_by_others"), { timeout: 60_000, interval: 1_000 });
  await vi.waitFor(async () => expect((await stored()) + removed()).toBe(200), soon);
  expect(removed()).toBeGreaterThan(0);
  expect((await warned())[own]).not.toContain("read_by_others");
}, 300_000);

test("the target of a watched replay is not asked for more often than its depth changes", async () => {
  const queue = await declare(prefix());
  const broker = createSqs({ source: "shop", region: "eu-west-1", endpoint: gate.endpoint, ...testKeys, isFree: false });
  onTestFinished(() => broker.close());
  gate.forget();
  for (let asked = 0; asked < 12; asked++) {
    expect((await broker.audience({ to: "queue", queue })).receivers).toHaveLength(1);
    expect((await broker.depth(queue)).ready).toBe(0);
  }
  expect(gate.asked.filter(({ action }) => action === "GetQueueAttributes").length).toBeLessThanOrEqual(2);
});

test("idle queues cost a poll every 20 s each; unwatched ones nothing; the source itself nothing", async () => {
  const name = prefix();
  const watched = await Promise.all(Array.from({ length: 6 }, (_, n) => declare(`${name}-${n}-dlq`)));
  await Promise.all(Array.from({ length: 10 }, (_, n) => declare(`${name}-${n}-other`)));
  const { row } = await collect(watched.map((queue) => taken(queue)));
  for (const queue of watched) await vi.waitFor(async () => expect(await row(queue)).toMatchObject({ state: "running", ready: 0 }), soon);
  gate.forget();
  await new Promise((resolve) => setTimeout(resolve, 21_000));
  const count = (action: string) => gate.asked.filter((asked) => asked.action === action).length;
  expect(count("ReceiveMessage")).toBeLessThanOrEqual(6 * 2);
  expect(count("GetQueueAttributes")).toBeLessThanOrEqual(6);
  expect(count("ListQueues")).toBe(0);
  expect(gate.asked.length).toBeLessThanOrEqual(6 * 3);
  expect(gate.asked.filter(({ queue }) => queue?.endsWith("-other"))).toEqual([]);
}, 180_000);
