import { randomUUID } from "node:crypto";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSqs } from "../../demo/sqs.ts";
import { startElasticMQ } from "../../testing/elasticmq.ts";
import { freePorts } from "../../testing/ports.ts";
import type { Broker } from "../port.ts";
import { bodies, holdFirstBatch, takeMessages, text } from "../harness.ts";
import { createSqs } from "./create.ts";
import { textHeader } from "../json-head.ts";
import { headOf } from "./head.ts";

let endpoint: string;
let client: SQSClient;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ endpoint, stop } = await startElasticMQ());
  client = new SQSClient({ region: "eu-west-1", endpoint, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
});
afterAll(async () => {
  client.destroy();
  await stop();
});

const sqs = {
  connect: () => createSqs({ source: "shop", region: "eu-west-1", endpoint, accessKeyId: "test", secretAccessKey: "test" }),
  url: async (name: string) => (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl ?? "",
  queue: async (attributes: Record<string, string> = {}) => {
    const name = `${randomUUID()}${attributes["FifoQueue"] ? ".fifo" : ""}`;
    await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    return name;
  },
};

/** Sends with the plain client, takes with the adapter. */
async function taken(attributes: Record<string, { DataType: string; StringValue?: string; BinaryValue?: Uint8Array }>) {
  const broker = sqs.connect();
  const queue = await sqs.queue();
  await client.send(new SendMessageCommand({ QueueUrl: await sqs.url(queue), MessageBody: "{}", MessageAttributes: attributes }));
  const [message] = await takeMessages(broker, queue, 1);
  if (!message) throw new Error("Nothing was taken.");
  return { broker, message };
}

const marks = ["replay", "attempt", "count", "lineage"].map((name) => ({ name: `x-redrive-${name}`, text: "7" }));

async function sentAttributes(broker: ReturnType<typeof sqs.connect>, head: Uint8Array) {
  const to = await sqs.queue();
  expect(await broker.publish({ to: "queue", queue: to }, { body: text("{}"), head }, "7")).toMatchObject({ state: "confirmed" });
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: await sqs.url(to), MessageAttributeNames: ["All"], WaitTimeSeconds: 2 }),
  );
  return Messages[0]?.MessageAttributes ?? {};
}

test("data types survive, custom suffixes and bytes among them", async () => {
  const { broker, message } = await taken({
    n: { DataType: "Number.int", StringValue: "9007199254740993" },
    b: { DataType: "Binary.png", BinaryValue: new Uint8Array([0, 255, 1]) },
  });
  const sent = await sentAttributes(broker, broker.codec.change(message.head, { strip: broker.codec.strips(message.head), add: marks }));
  expect(sent["n"]).toMatchObject({ DataType: "Number.int", StringValue: "9007199254740993" });
  expect(sent["b"]?.DataType).toBe("Binary.png");
  expect(Buffer.from(sent["b"]?.BinaryValue ?? []).toString("hex")).toBe("00ff01");
  expect(Object.keys(sent)).toHaveLength(6);
  await broker.close();
});

test("where attributes are scarce the marks travel as one, and where there is no room at all the message is sent without", async () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`a${n}`, { DataType: "String", StringValue: "x" }]));
  const nine = await taken(many(9));
  const sent = await sentAttributes(nine.broker, nine.broker.codec.change(nine.message.head, { strip: [], add: marks }));
  expect(JSON.parse(sent["x-redrive"]?.StringValue ?? "")).toEqual({ replay: "7", attempt: "7", count: "7", lineage: "7" });
  await nine.broker.close();
  const ten = await taken(many(10));
  const head = ten.broker.codec.change(ten.message.head, { strip: [], add: marks });
  expect(Object.keys(await sentAttributes(ten.broker, head)).toSorted()).toEqual(Object.keys(many(10)).toSorted());
  const { headers } = ten.broker.codec.decode(head);
  const eleven = ten.broker.codec.edit(head, { headers: [...headers, textHeader("one-more", "x")], properties: [] });
  const refused = await ten.broker.publish({ to: "queue", queue: await sqs.queue() }, { body: text("{}"), head: eleven }, "7");
  expect(refused).toEqual({ state: "refused", reason: expect.stringContaining("SQS takes 10") });
  await ten.broker.close();
});

test("a batch that rejects is settled by nothing and comes again with the same identity; one that resolved is gone", async () => {
  const queue = await sqs.queue();
  await client.send(new SendMessageCommand({ QueueUrl: await sqs.url(queue), MessageBody: "{}" }));
  const broker = sqs.connect();
  const failing = holdFirstBatch(broker, queue);
  const [first] = await failing.first;
  const error = new Error("storing failed");
  failing.gate.reject(error);
  expect(await failing.ended).toBe(error);
  const [again] = await takeMessages(broker, queue, 1);
  expect(again?.identity).toBe(first?.identity);
  expect(again?.redelivered).toBe(true);
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: await sqs.url(queue), WaitTimeSeconds: 1 }));
  expect(Messages).toEqual([]);
  expect(await broker.depth(queue)).toMatchObject({ ready: 0 });
  await broker.close();
});

test("dead-letter queues are found with their origins, and a missing queue is said to be missing", async () => {
  const dead = await sqs.queue();
  const origin = await sqs.queue({
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:eu-west-1:000000000000:${dead}`, maxReceiveCount: 3 }),
  });
  const broker = sqs.connect();
  expect((await broker.discover()).find(({ name }) => name === dead)).toMatchObject({
    role: "dead_letter",
    origins: [origin],
    type: "standard",
  });
  expect(
    await broker.publish(
      { to: "queue", queue: "no-such-queue" },
      { body: text("{}"), head: text('{"address":{},"headers":[],"properties":[]}') },
      "1",
    ),
  ).toMatchObject({
    state: "returned",
  });
  await expect(broker.depth("no-such-queue")).rejects.toMatchObject({ code: "missing" });
  await broker.close();
});

test("a redrive policy that names a deleted queue is a fault until the queue is there again, or another is named", async () => {
  const [dead, other] = [await sqs.queue(), await sqs.queue()];
  const policy = (to: string) => ({
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:elasticmq:000000000000:${to}`, maxReceiveCount: 3 }),
  });
  const origin = await sqs.queue(policy(dead));
  for (const isFree of [true, false]) {
    // Where requests cost, the list and what was read stay believed for a while: this one reads after each change for the first time.
    const faults = async () => {
      const broker = createSqs({ source: "shop", region: "eu-west-1", endpoint, accessKeyId: "test", secretAccessKey: "test", isFree });
      const found = await broker.discover();
      await broker.close();
      return found.find(({ name }) => name === origin)?.warnings.map(({ code, severity, mend }) => [code, severity, mend]);
    };
    expect(await faults()).toEqual([]);
    await client.send(new DeleteQueueCommand({ QueueUrl: await sqs.url(dead) }));
    expect(await faults()).toEqual([["dlq-missing", "bad", `aws sqs create-queue --region elasticmq --queue-name ${dead}`]]);
    await client.send(new CreateQueueCommand({ QueueName: dead }));
    expect(await faults()).toEqual([]);
  }
  const broker = createSqs({ source: "shop", region: "eu-west-1", endpoint, accessKeyId: "test", secretAccessKey: "test", isFree: false });
  await client.send(new DeleteQueueCommand({ QueueUrl: await sqs.url(dead) }));
  const codes = async () => (await broker.discover()).find(({ name }) => name === origin)?.warnings.map(({ code }) => code);
  expect(await codes()).toEqual(["dlq-missing"]);
  await client.send(new SetQueueAttributesCommand({ QueueUrl: await sqs.url(origin), Attributes: policy(other) }));
  expect(await codes()).toEqual([]);
  await broker.close();
});

test("on FIFO a replay keeps its group and its place in it, and a second replay is not swallowed as a duplicate", async () => {
  const broker = sqs.connect();
  const [from, to] = [await sqs.queue({ FifoQueue: "true" }), await sqs.queue({ FifoQueue: "true", ContentBasedDeduplication: "true" })];
  const one = { QueueUrl: await sqs.url(from), MessageBody: "{}", MessageGroupId: "ord-1", MessageDeduplicationId: "d-1" };
  await client.send(new SendMessageCommand(one));
  const [message] = await takeMessages(broker, from, 1);
  if (!message) throw new Error("Nothing was taken.");
  const strip = broker.codec.strips(message.head);
  const head = broker.codec.change(message.head, { strip, add: [] });
  for (const body of ["1", "2", "2", "3"])
    expect(await broker.publish({ to: "queue", queue: to }, { body: text(body), head }, "7")).toMatchObject({ state: "confirmed" });
  const arrived = await takeMessages(broker, to, 4);
  expect(arrived.map(({ body }) => Buffer.from(body ?? []).toString())).toEqual(["1", "2", "2", "3"]);
  for (const { head: is } of arrived) expect(Buffer.from(broker.codec.decode(is).key ?? []).toString()).toBe("ord-1");
  await broker.close();
});

test("on FIFO the tries of one message are taken once: the second is dropped though it is confirmed; another message is not", async () => {
  const broker = sqs.connect();
  const to = await sqs.queue({ FifoQueue: "true" });
  const head = headOf("q.fifo", { Attributes: { MessageGroupId: "ord-1", MessageDeduplicationId: "d-1" } });
  const publish = (once: string, n: string) => broker.publish({ to: "queue", queue: to }, { body: text(n), head }, n, { once, key: null });
  for (const [once, n] of [
    ["5-1-1000", "1"],
    ["5-1-1000", "2"],
    ["5-2-1000", "3"],
    ["5-1-2000", "4"],
  ] as const)
    expect(await publish(once, n)).toMatchObject({ state: "confirmed" });
  const release = () => broker.release(to, { body: text("5"), head }, { once: "release-1", key: null });
  expect((await Promise.all([release(), release()])).map(({ state }) => state)).toEqual(["confirmed", "confirmed"]);
  expect(bodies(await takeMessages(broker, to, 4))).toEqual(["1", "3", "4", "5"]);
  expect(await broker.depth(to)).toMatchObject({ ready: 0 });
  await broker.close();
});

test("on FIFO many sent at once keep their order in the group", async () => {
  const broker = sqs.connect();
  const to = await sqs.queue({ FifoQueue: "true" });
  const head = headOf("q.fifo", { Attributes: { MessageGroupId: "ord-1" } });
  const sent = Array.from({ length: 95 }, (_, n) => String(n));
  const publish = (body: string) => broker.publish({ to: "queue", queue: to }, { body: text(body), head }, body);
  const early = sent.slice(0, 60).map(publish);
  await new Promise(setImmediate);
  const outcomes = await Promise.all([...early, ...sent.slice(60).map(publish)]);
  expect(new Set(outcomes.map(({ state }) => state))).toEqual(new Set(["confirmed"]));
  const arrived = await takeMessages(broker, to, 95);
  expect(arrived.map(({ body }) => Buffer.from(body ?? []).toString())).toEqual(sent);
  await broker.close();
});

/** Three at once, of which the second holds what its type does not allow. */
function sendThree(broker: Broker, queue: string) {
  const publish = (n: number, StringValue: string) => {
    const head = headOf("q.fifo", { MessageAttributes: { n: { DataType: "Number", StringValue } }, Attributes: { MessageGroupId: "g" } });
    return broker.publish({ to: "queue", queue }, { body: text(String(n)), head }, String(n));
  };
  return Promise.all([publish(1, "1"), publish(2, "ten"), publish(3, "3")]);
}
const oneRefused = [{ state: "confirmed" }, { state: "refused", reason: expect.stringMatching(/number/i) }, { state: "confirmed" }];

test("what SQS refuses of a request is refused in its words, and the rest is sent", async () => {
  const broker = sqs.connect();
  const to = await sqs.queue();
  expect(await sendThree(broker, to)).toMatchObject(oneRefused);
  expect(bodies(await takeMessages(broker, to, 2))).toEqual(["1", "3"]);
  await broker.close();
});

test("where one message fails the whole request, the others are sent all the same, each once", async () => {
  const [port = 0] = await freePorts(1);
  const server = await startSqs(port);
  const at = { region: "eu-west-1", endpoint: `http://127.0.0.1:${port}` };
  const owner = new SQSClient({ ...at, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
  await owner.send(new CreateQueueCommand({ QueueName: "to.fifo", Attributes: { FifoQueue: "true" } }));
  owner.destroy();
  const broker = createSqs({ source: "shop", ...at, accessKeyId: "test", secretAccessKey: "test" });
  expect(await sendThree(broker, "to.fifo")).toMatchObject(oneRefused);
  await expect.poll(() => broker.depth("to.fifo")).toMatchObject({ ready: 2 });
  expect(bodies(await takeMessages(broker, "to.fifo", 2))).toEqual(["1", "3"]);
  await broker.close();
  server.stop();
});

test("an attribute of a hostile name is taken and sent as it came", async () => {
  const broker = sqs.connect();
  const [from, to] = [await sqs.queue(), await sqs.queue()];
  const hostile = String.raw`{"__proto__":{"DataType":"String.x","StringValue":"\"__proto__\":"},"constructor":{"DataType":"String","StringValue":"c"}}`;
  const call = async (action: string, request: string) => {
    const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${action}` };
    const answer = await fetch(endpoint, { method: "POST", headers, body: request });
    return answer.text();
  };
  await call("SendMessage", `{"QueueUrl":"${await sqs.url(from)}","MessageBody":"{}","MessageAttributes":${hostile}}`);
  const [message] = await takeMessages(broker, from, 1);
  if (!message) throw new Error("Nothing was taken.");
  expect(await broker.publish({ to: "queue", queue: to }, message, "7")).toMatchObject({ state: "confirmed" });
  const arrived = await call("ReceiveMessage", `{"QueueUrl":"${await sqs.url(to)}","MessageAttributeNames":["All"]}`);
  const attributes = JSON.parse(arrived)["Messages"][0]["MessageAttributes"];
  const values = (of: object) => Object.entries(of).map(([name, { DataType, StringValue }]) => [name, DataType, StringValue]);
  expect(values(attributes).toSorted()).toEqual(values(JSON.parse(hostile)).toSorted());
  await broker.close();
});

test("the tracing header, the one system attribute that a sender gives, is sent on", async () => {
  const broker = sqs.connect();
  const [from, to] = [await sqs.queue(), await sqs.queue()];
  const StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793";
  const MessageSystemAttributes = { AWSTraceHeader: { DataType: "String" as const, StringValue } };
  await client.send(new SendMessageCommand({ QueueUrl: await sqs.url(from), MessageBody: "{}", MessageSystemAttributes }));
  const [message] = await takeMessages(broker, from, 1);
  if (!message) throw new Error("Nothing was taken.");
  const strip = broker.codec.strips(message.head);
  const head = broker.codec.change(message.head, { strip, add: marks });
  expect(await broker.publish({ to: "queue", queue: to }, { body: message.body, head }, "7")).toMatchObject({ state: "confirmed" });
  const [arrived] = await takeMessages(broker, to, 1);
  const { properties } = broker.codec.decode(arrived?.head ?? new Uint8Array());
  expect(properties.find(({ name }) => name === "AWSTraceHeader")?.value.text).toBe(StringValue);
  await broker.close();
});
