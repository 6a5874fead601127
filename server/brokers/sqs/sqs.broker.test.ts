import { randomUUID } from "node:crypto";
import { CreateQueueCommand, GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startElasticMQ } from "../../testing/elasticmq.ts";
import { holdFirstBatch, takeMessages, text } from "../harness.ts";
import { createSqs } from "./create.ts";

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
  const sent = await sentAttributes(
    broker,
    broker.codec.change(message.head, { strip: broker.codec.strips(message.head).map(({ name }) => name), add: marks }),
  );
  expect(sent["n"]).toMatchObject({ DataType: "Number.int", StringValue: "9007199254740993" });
  expect(sent["b"]?.DataType).toBe("Binary.png");
  expect(Buffer.from(sent["b"]?.BinaryValue ?? []).toString("hex")).toBe("00ff01");
  expect(Object.keys(sent)).toHaveLength(6);
  await broker.close();
});

test("where attributes are scarce the marks travel as one, and where even that is too much it is refused in words", async () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`a${n}`, { DataType: "String", StringValue: "x" }]));
  const nine = await taken(many(9));
  const sent = await sentAttributes(nine.broker, nine.broker.codec.change(nine.message.head, { strip: [], add: marks }));
  expect(JSON.parse(sent["x-redrive"]?.StringValue ?? "")).toEqual({ replay: "7", attempt: "7", count: "7", lineage: "7" });
  await nine.broker.close();
  const ten = await taken(many(10));
  const head = ten.broker.codec.change(ten.message.head, { strip: [], add: marks });
  const refused = await ten.broker.publish({ to: "queue", queue: await sqs.queue() }, { body: text("{}"), head }, "7");
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

test("on FIFO a replay keeps its group and its place in it, and a second replay is not swallowed as a duplicate", async () => {
  const broker = sqs.connect();
  const [from, to] = [await sqs.queue({ FifoQueue: "true" }), await sqs.queue({ FifoQueue: "true", ContentBasedDeduplication: "true" })];
  const one = { QueueUrl: await sqs.url(from), MessageBody: "{}", MessageGroupId: "ord-1", MessageDeduplicationId: "d-1" };
  await client.send(new SendMessageCommand(one));
  const [message] = await takeMessages(broker, from, 1);
  if (!message) throw new Error("Nothing was taken.");
  const strip = broker.codec.strips(message.head).map(({ name }) => name);
  const head = broker.codec.change(message.head, { strip, add: [] });
  for (const body of ["1", "2", "2", "3"])
    expect(await broker.publish({ to: "queue", queue: to }, { body: text(body), head }, "7")).toMatchObject({ state: "confirmed" });
  const arrived = await takeMessages(broker, to, 4);
  expect(arrived.map(({ body }) => Buffer.from(body ?? []).toString())).toEqual(["1", "2", "2", "3"]);
  for (const { head: is } of arrived) expect(Buffer.from(broker.codec.decode(is).key ?? []).toString()).toBe("ord-1");
  await broker.close();
});
