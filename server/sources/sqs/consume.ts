import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { Consumption } from "../consumption.ts";
import type { RawMessage } from "../port.ts";
import type { Closing } from "./closing.ts";
import { headOf } from "./head.ts";

/** SQS hands out this many at once. */
const perRequest = 10;
const mostRequests = 10;
/** The client sends a request again where no answer came. */
const mostAttempts = 3;
const visibleSeconds = 60;
const extendMs = 20_000;

interface Consuming extends Consumption {
  readonly client: SQSClient;
  readonly url: string;
  readonly waitSeconds: number;
  readonly closing: Closing;
  /** Requests brought so many messages at most; `waited`: it was one long poll of the whole queue. What it answers is called when they are settled. */
  readonly onReceived: (messages: number, waited: boolean) => () => void;
}

/** Receives, hands over, and removes what was handed over for good; what is not handed over becomes visible again at once. */
export async function consumeQueue(consuming: Consuming): Promise<void> {
  const { signal, options, onReceived } = consuming;
  let requests = 1;
  while (!signal.aborted) {
    const { messages, lost } = await receive(consuming, requests);
    const settled = onReceived(messages.length + lost, requests === 1);
    if (messages.length === 0) options.onAlive?.();
    // As many requests at once as were full the last time, and one more.
    requests = Math.min(mostRequests, Math.ceil(options.batchSize / perRequest), Math.ceil(messages.length / perRequest) + 1);
    await handOverAll(consuming, messages).finally(settled);
  }
}

/** In batches; what is left when the signal aborts is given back. */
async function handOverAll(consuming: Consuming, messages: readonly Message[]): Promise<void> {
  const { signal, options, closing } = consuming;
  for (let from = 0; from < messages.length; from += options.batchSize) {
    const rest = messages.slice(from);
    if (signal.aborted || closing.signal.aborted) {
      await changeVisibility(consuming, rest, 0);
      closing.signal.throwIfAborted();
      return;
    }
    await handOver(consuming, rest);
    options.onAlive?.();
  }
}

/** Hands over one batch of what is left, and keeps all of that hidden meanwhile. */
async function handOver(consuming: Consuming, rest: readonly Message[]): Promise<void> {
  const { queue, options, onBatch, closing } = consuming;
  const part = rest.slice(0, options.batchSize);
  const held = setInterval(() => void changeVisibility(consuming, rest, visibleSeconds).catch(() => {}), extendMs);
  const letGo = closing.hold(() => {
    clearInterval(held);
    return changeVisibility(consuming, rest, 0);
  });
  try {
    await onBatch(part.map((message) => toRaw(queue, message)));
    closing.signal.throwIfAborted();
    await remove(consuming, part);
  } catch (error) {
    // What was given back by closing may be with another consumer by now.
    if (!closing.signal.aborted) await changeVisibility(consuming, rest, 0).catch(() => {});
    throw error;
  } finally {
    clearInterval(held);
    letGo();
  }
}

/** `lost`: so many messages more SQS may have handed out in answers that never came. */
async function receive(
  { client, url, waitSeconds, signal, closing }: Consuming,
  requests: number,
): Promise<{ readonly messages: Message[]; readonly lost: number }> {
  const command = new ReceiveMessageCommand({
    QueueUrl: url,
    MaxNumberOfMessages: perRequest,
    WaitTimeSeconds: requests > 1 ? 0 : waitSeconds,
    VisibilityTimeout: visibleSeconds,
    MessageAttributeNames: ["All"],
    MessageSystemAttributeNames: ["All"],
    AttributeNames: ["All"],
  });
  const abortSignal = AbortSignal.any([signal, closing.signal]);
  const answers = await Promise.allSettled(Array.from({ length: requests }, () => client.send(command, { abortSignal })));
  const messages = answers.flatMap((answer) => (answer.status === "fulfilled" ? (answer.value.Messages ?? []) : []));
  const failed = answers.find((answer) => answer.status === "rejected");
  // What one request brought is handed over although another failed; that one fails again by itself.
  if (failed && messages.length === 0 && !signal.aborted) throw failed.reason;
  const unanswered = answers.map((answer) => (answer.status === "fulfilled" ? (answer.value.$metadata.attempts ?? 1) - 1 : mostAttempts));
  return { messages, lost: perRequest * unanswered.reduce((sum, n) => sum + n, 0) };
}

function toRaw(queue: string, message: Message): RawMessage {
  const receives = Number(message.Attributes?.ApproximateReceiveCount);
  return {
    body: Buffer.from(message.Body ?? "", "utf8"),
    head: headOf(queue, message),
    position: message.MessageId ?? "",
    identity: message.MessageId ?? null,
    redelivered: Number.isNaN(receives) ? null : receives > 1,
  };
}

/** Deletes, and once more what SQS failed to: anything left comes again and is recognised by its identity. */
async function remove({ client, url }: Consuming, messages: readonly Message[]): Promise<void> {
  await inTens(messages, async (ten) => {
    const entries = ten.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entries }));
    const again = entries.filter(({ Id }) => Failed.some((failed) => failed.Id === Id));
    if (again.length > 0) await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: again }));
  });
}

function changeVisibility({ client, url }: Consuming, messages: readonly Message[], seconds: number): Promise<void> {
  return inTens(messages, async (ten) => {
    const Entries = ten.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: seconds }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
  });
}

async function inTens(messages: readonly Message[], work: (ten: readonly Message[]) => Promise<void>): Promise<void> {
  const tens = Array.from({ length: Math.ceil(messages.length / perRequest) }, (_, index) =>
    messages.slice(index * perRequest, (index + 1) * perRequest),
  );
  await Promise.all(tens.map(work));
}
