import type { Channel, ConsumeMessage } from "amqplib";
import { BrokerError, type ConsumeOptions, type RawMessage } from "../broker.ts";
import { errorText, operationError, type Scrub } from "./errors.ts";
import type { Link } from "./link.ts";
import { rawMessage } from "./raw-message.ts";

const heartbeatMs = 5_000;
const heldBatches = 4;
const largestPrefetch = 65_535;

/** What the loop waits for: a message, the end, or nothing for a while. */
interface Inbox {
  readonly messages: { readonly message: RawMessage; readonly tag: number }[];
  failure: BrokerError | null;
  wake: () => void;
}

/**
 * Takes messages in batches. Order: 1. a batch is handed over, 2. it is acked up to its last message once that resolved, 3. before the
 * loop rests or ends, a call that the broker answers makes sure that it has read the acks. After an abort what was already delivered
 * is still handed over: giving it back would count as a failed delivery in a quorum queue.
 */
export async function consumeQueue(
  link: Link,
  queue: string,
  onBatch: (batch: readonly RawMessage[]) => Promise<void>,
  options: ConsumeOptions,
  signal: AbortSignal,
  scrub: Scrub,
): Promise<void> {
  if (signal.aborted) return;
  const model = await link.open();
  const channel = await model.createChannel().catch((error: unknown) => {
    throw lost(queue, error, scrub);
  });
  const inbox: Inbox = { messages: [], failure: null, wake: () => {} };
  const fail = (failure: BrokerError) => {
    inbox.failure ??= failure;
    inbox.wake();
  };
  channel.on("error", (error) => fail(operationError(error, `Queue "${queue}"`, scrub)));
  channel.on("close", () => fail(lost(queue, null, scrub)));
  const prefetch = Math.min(largestPrefetch, options.batchSize * heldBatches);
  const readAcks = () => channel.prefetch(prefetch).catch((error: unknown) => Promise.reject(inbox.failure ?? lost(queue, error, scrub)));
  const awaken = () => inbox.wake();
  signal.addEventListener("abort", awaken);
  try {
    await readAcks();
    const consumerTag = await startConsumer(channel, queue, inbox, fail, scrub);
    let stopping = false;
    options.onAlive?.();
    for (;;) {
      if (inbox.failure !== null) throw inbox.failure;
      if (signal.aborted && !stopping) {
        stopping = true;
        await channel.cancel(consumerTag).catch(() => {});
        continue;
      }
      if (inbox.messages.length === 0) {
        if (stopping) break;
        if (!(await rest(inbox, heartbeatMs, 1, signal))) await readAcks();
        options.onAlive?.();
        continue;
      }
      if (!stopping) await rest(inbox, options.maxWaitMs, options.batchSize, signal);
      await handOver(channel, inbox, options.batchSize, onBatch);
      options.onAlive?.();
      if (inbox.messages.length === 0 && inbox.failure === null) await readAcks();
    }
  } finally {
    signal.removeEventListener("abort", awaken);
    if (inbox.failure === null) await channel.close().catch(() => {});
  }
}

async function handOver(channel: Channel, inbox: Inbox, size: number, onBatch: (batch: readonly RawMessage[]) => Promise<void>) {
  const batch = inbox.messages.splice(0, size);
  const last = batch.at(-1);
  if (last === undefined || inbox.failure !== null) return;
  await onBatch(batch.map(({ message }) => message));
  if (inbox.failure === null) channel.ack(tagged(last.tag), true);
}

async function startConsumer(channel: Channel, queue: string, inbox: Inbox, fail: (error: BrokerError) => void, scrub: Scrub) {
  const deliver = (delivery: ConsumeMessage | null) => {
    if (delivery === null)
      return fail(new BrokerError("closed", `RabbitMQ cancelled the consumer: queue "${queue}" was deleted or moved.`));
    inbox.messages.push({ message: rawMessage(delivery), tag: delivery.fields.deliveryTag });
    inbox.wake();
  };
  try {
    return (await channel.consume(queue, deliver)).consumerTag;
  } catch (error) {
    throw operationError(error, `Queue "${queue}"`, scrub);
  }
}

/** Waits until so many messages are there, the time is over, the loop fails or is to stop; false when the time was over. */
function rest(inbox: Inbox, withinMs: number, count: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (inTime: boolean) => {
      clearTimeout(timer);
      inbox.wake = () => {};
      resolve(inTime);
    };
    const timer = setTimeout(() => finish(false), withinMs);
    inbox.wake = () => {
      if (inbox.messages.length >= count || inbox.failure !== null || signal.aborted) finish(true);
    };
    inbox.wake();
  });
}

/** The client acks by the message; the tag is all that it reads of it. */
function tagged(deliveryTag: number): ConsumeMessage {
  return { fields: { deliveryTag } } as ConsumeMessage;
}

function lost(queue: string, error: unknown, scrub: Scrub): BrokerError {
  const why = error === null ? "" : `: ${scrub(errorText(error))}`;
  return new BrokerError("closed", `The connection was lost while consuming "${queue}"${why}. What was not settled will come again.`);
}
