import { randomUUID } from "node:crypto";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { denied, expired, type Refusal, type SqsGate, openGatedSqs, testKeys, throttled } from "../../testing/sqs-gate.ts";
import { bodies, takeMessages, text } from "../harness.ts";
import type { Broker } from "../port.ts";
import { createSqs } from "./create.ts";
import { headOf } from "./head.ts";

let gate: SqsGate;
let client: SQSClient;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ gate, client, stop } = await openGatedSqs());
});
afterEach(() => gate.answer(() => null));
afterAll(() => stop());

const connect = (endpoint = gate.endpoint) => createSqs({ source: "shop", region: "eu-west-1", endpoint, ...testKeys });
async function declare(suffix: "" | ".fifo" = "") {
  const QueueName = `${randomUUID()}${suffix}`;
  await client.send(new CreateQueueCommand({ QueueName, ...(suffix ? { Attributes: { FifoQueue: "true" } } : {}) }));
  return QueueName;
}
const send = (broker: Broker, queue: string, body = "{}") =>
  broker.publish({ to: "queue", queue }, { body: text(body), head: headOf(queue, {}) }, "1");

test.each<[string, Refusal, RegExp]>([
  ["throttling", throttled, /^SQS throttles its callers \(RequestThrottled\)\.$/],
  ["a throttling gateway", { status: 429, code: "TooManyRequestsException" }, /throttles its callers \(TooManyRequests\)/],
  ["throttling by KMS", { status: 400, code: "KmsThrottled" }, /throttles/],
  ["throttling by 503", { status: 503, code: "ThrottlingException" }, /throttles/],
  ["denied access", denied, /^SQS denies access \(AccessDenied\): check the credentials and the policy\.$/],
  ["expired credentials", expired, /denies access \(ExpiredToken\)/],
  ["a key that KMS does not give", { status: 400, code: "KmsDisabled" }, /denies access \(KmsDisabled\)/],
  ["a clock that is wrong", { status: 403, code: "InvalidSignatureException" }, /denies access/],
  ["another word of the caller's fault", { status: 400, code: "UnsupportedOperation" }, /refuses the request \(UnsupportedOperation\)/],
])("%s: the message was surely not sent, and the next try sends it", async (_, refusal, told) => {
  const [broker, queue] = [connect(), await declare()];
  gate.answer(({ action }) => (action === "SendMessageBatch" ? refusal : null));
  expect(await send(broker, queue)).toEqual({ state: "not_sent", reason: expect.stringMatching(told) });
  gate.answer(() => null);
  expect(await send(broker, queue)).toMatchObject({ state: "confirmed" });
  expect(await takeMessages(broker, queue, 1)).toHaveLength(1);
  await broker.close();
});

test.each<[string, Refusal]>([
  ["an error of SQS's own", { status: 500, code: "InternalFailure" }],
  ["a service that is away", { status: 503, code: "ServiceUnavailable" }],
  ["an answer that is lost", "drop"],
])("%s: it may have been sent", async (_, refusal) => {
  const [broker, queue] = [connect(), await declare()];
  gate.answer(({ action }) => (action === "SendMessageBatch" ? refusal : null));
  expect(await send(broker, queue)).toMatchObject({ state: "unknown" });
  await broker.close();
});

test("where its queue cannot be asked for, nothing was sent, whatever the cause", async () => {
  const [broker, queue] = [connect(), await declare()];
  for (const refusal of [throttled, denied, { status: 500, code: "InternalFailure" }, "drop"] as const) {
    gate.answer(() => refusal);
    expect(await send(broker, queue)).toMatchObject({ state: "not_sent", reason: expect.stringMatching(/^SQS .*\.$/) });
  }
  gate.answer(() => null);
  expect(await send(broker, queue)).toMatchObject({ state: "confirmed" });
  await broker.close();
});

test("what SQS does not take of a message stays refused", async () => {
  const [broker, queue] = [connect(), await declare()];
  gate.answer(({ action }) => (action === "SendMessageBatch" ? { status: 400, code: "InvalidMessageContents" } : null));
  expect(await send(broker, queue)).toMatchObject({ state: "refused" });
  await broker.close();
});

test("no address, no server and no certificate are no answers: nothing was sent", async () => {
  for (const endpoint of ["http://no-such-host.invalid", "http://127.0.0.1:1", gate.endpoint.replace("http:", "https:")]) {
    const broker = connect(endpoint);
    expect(await send(broker, "q")).toMatchObject({ state: "not_sent", reason: expect.stringMatching(/^SQS /) });
    await broker.close();
  }
});

test("of many sent at once while SQS throttles now and then, each is sent once or surely not", async () => {
  const [broker, queue] = [connect(), await declare()];
  let n = 0;
  gate.answer(({ action }) => (action === "SendMessageBatch" && n++ % 2 === 0 ? throttled : null));
  let waiting = Array.from({ length: 100 }, (_, at) => String(at));
  for (let tries = 0; waiting.length > 0 && tries < 20; tries++) {
    const outcomes = await Promise.all(waiting.map((body) => send(broker, queue, body)));
    expect(outcomes.every(({ state }) => state === "confirmed" || state === "not_sent")).toBe(true);
    waiting = waiting.filter((_, at) => outcomes[at]?.state === "not_sent");
  }
  gate.answer(() => null);
  expect(bodies(await takeMessages(broker, queue, 100))).toEqual(Array.from({ length: 100 }, (_, at) => String(at)).sort());
  expect(await broker.depth(queue)).toMatchObject({ ready: 0 });
  await broker.close();
});
