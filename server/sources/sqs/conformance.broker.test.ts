import { randomUUID } from "node:crypto";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { startSqs } from "../../demo/sqs.ts";
import { startElasticMQ } from "../../testing/elasticmq.ts";
import { freePorts } from "../../testing/ports.ts";
import { describeBroker } from "../conformance.ts";
import type { BrokerHarness, DyingMessage } from "../harness.ts";
import { text } from "../harness.ts";
import { formatHead } from "../json-head.ts";
import { createSqs } from "./create.ts";

const region = "eu-west-1";
const written = [
  "ApproximateFirstReceiveTimestamp",
  "ApproximateReceiveCount",
  "DeadLetterQueueSourceArn",
  "MessageDeduplicationId",
  "SenderId",
  "SentTimestamp",
  "SequenceNumber",
];

describeBroker("SQS, standard queues of ElasticMQ", async () => harnessOn(await startElasticMQ(), ""));
describeBroker("SQS, FIFO queues of ElasticMQ", async () => harnessOn(await startElasticMQ(), ".fifo"));
describeBroker("SQS, the demo's emulator", async () => harnessOn(await startEmulator(), ""));

async function startEmulator() {
  const [port = 0] = await freePorts(1);
  const { stop } = await startSqs(port);
  return { endpoint: `http://127.0.0.1:${port}`, stop: async () => stop() };
}

function harnessOn({ endpoint, stop }: { readonly endpoint: string; stop(): Promise<void> }, suffix: "" | ".fifo"): BrokerHarness {
  const fifo = suffix === ".fifo";
  const client = new SQSClient({ region, endpoint, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
  const adapter = (to: string, secretAccessKey: string) =>
    createSqs({ source: "shop", region, endpoint: to, accessKeyId: "test", secretAccessKey });
  const declare = async (attributes: Record<string, string> = {}) => {
    const name = `q-${randomUUID()}${suffix}`;
    await client.send(new CreateQueueCommand({ QueueName: name, Attributes: { ...(fifo ? { FifoQueue: "true" } : {}), ...attributes } }));
    return name;
  };
  const url = async (name: string) => (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl ?? "";
  const ready = async (name: string) => {
    const asked = new GetQueueAttributesCommand({ QueueUrl: await url(name), AttributeNames: ["ApproximateNumberOfMessages"] });
    return Number((await client.send(asked)).Attributes?.["ApproximateNumberOfMessages"]);
  };
  const send = async (QueueUrl: string, { body, headers = {} }: DyingMessage) => {
    const attributes = Object.entries(headers).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]);
    const ordered = fifo ? { MessageGroupId: randomUUID(), MessageDeduplicationId: randomUUID() } : {};
    const MessageBody = Buffer.from(body).toString();
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes: Object.fromEntries(attributes), ...ordered }));
  };
  return {
    capabilities: { capture: ["take", "watch"], confirms: true, ordered: fifo, findsAttempts: false, log: false, exchanges: false },
    bodies: { empty: false, none: false, controls: false },
    carriesHeaders: true,
    ordersHeaders: false,
    rewrites: written,
    seesOrigins: true,
    shares: "messages",
    connect: () => adapter(endpoint, "test"),
    unreachable: (secret) => adapter("http://127.0.0.1:1", secret),
    deadLetterQueue: async () => {
      const queue = await declare();
      const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: await url(queue), AttributeNames: ["QueueArn"] }));
      const deadLetterTargetArn = Attributes?.QueueArn;
      return { queue, origin: await declare({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) }) };
    },
    queue: () => declare(),
    die: async ({ queue, origin }, messages) => {
      const [from, before] = [await url(origin), await ready(queue)];
      for (const message of messages) await send(from, message);
      const failing = new ReceiveMessageCommand({ QueueUrl: from, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
      while ((await ready(queue)) < before + messages.length) await client.send(failing);
    },
    refusing: async () => ({
      target: { to: "queue", queue: await declare() },
      message: {
        body: text("{}"),
        head: formatHead({
          key: null,
          address: {},
          headers: [{ name: "AWS.reserved", value: { type: "string", wire: "String", text: "x" } }],
          properties: [],
        }),
      },
    }),
    disconnect: null,
    close: async () => {
      client.destroy();
      await stop();
    },
  };
}
