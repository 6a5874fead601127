import type { Channel, ConsumeMessage } from "amqplib";
import type { Consumption } from "../consumption.ts";
import { BrokerError, type OnBatch, type RawMessage } from "../port.ts";
import { streamWords } from "./delivery-limit.ts";
import { errorText, operationError, replyCode, type Scrub } from "./errors.ts";
import type { Gone } from "./find-gone.ts";
import { unpackHead } from "./head.ts";
import { Inbox } from "./inbox.ts";
import { intakeOf } from "./intake.ts";
import { closeChannel, type Link } from "./link.ts";
import { largestPrefetch, nextPrefetch } from "./prefetch.ts";
import { scanProperties } from "./properties.ts";
import { rawConnection } from "./raw-connection.ts";
import { rawMessage } from "./raw-message.ts";

const heartbeatMs = 5_000;
const heldBatches = 2;

/**
 * AMQP does not tell of a queue that it is a stream, where a consumer would start behind all that is there, and whose messages stay when they are acked. But
 * only a stream refuses this argument; everywhere else 0 is the default (https://www.rabbitmq.com/docs/consumer-priority).
 */
const notForStreams = { "x-priority": 0 };

/** What a consumer of one source uses. */
interface Means {
  readonly link: Link;
  /** Which of so many messages of a queue are not delivered again; see `findGone`. */
  findGone(queue: string, held: number, signal: AbortSignal): Promise<Gone>;
  readonly scrub: Scrub;
}

/**
 * Takes messages in batches, one at a time. Order: 1. a batch is handed over, 2. it is acked up to its last message once that resolved,
 * 3. before the loop rests or ends, a call that the broker answers makes sure that it has read the acks. After an abort what was already
 * delivered is still handed over: giving it back would count as a failed delivery in a quorum queue. So is what is held of a queue that
 * was deleted or recreated, or that its broker lost when it restarted: nobody else has it.
 */
export async function consumeQueue({ link, findGone, scrub }: Means, { queue, onBatch, options, signal }: Consumption): Promise<void> {
  if (signal.aborted) return;
  const model = await link.open();
  const channel = await model.createChannel().catch((error: unknown) => Promise.reject(lost(queue, error, scrub)));
  const inbox = new Inbox(intakeOf(rawConnection(model)));
  channel.on("error", (error) => inbox.fail(operationError(error, `Queue "${queue}"`, scrub)));
  channel.on("close", () => inbox.fail(lost(queue, null, scrub)));
  const most = Math.min(largestPrefetch, options.batchSize * heldBatches);
  let prefetch = most;
  // While it runs messages may fill the intake, so only the end may wait for its answer.
  const readAcks = () =>
    channel.prefetch(prefetch).then(
      () => options.onAlive?.(),
      (error: unknown) => inbox.fail(lost(queue, error, scrub)),
    );
  const saveHeld = async (held: Inbox, failure: BrokerError) => {
    if (held.length === 0) return failure;
    const gone = held.gone ? "all" : await findGone(queue, held.length, signal);
    if (gone === "transient") held.dropThose(isPersistent);
    if (gone !== "none") await handOverRest(held, options.batchSize, onBatch);
    return failure;
  };
  const wake = () => inbox.wake();
  signal.addEventListener("abort", wake);
  let consumerTag = "";
  let cancelling = false;
  const aborted = () => signal.aborted && !cancelling;
  const cancel = () => {
    cancelling = true;
    // Not awaited: its answer comes behind deliveries that may have to be settled before the connection is read on.
    void channel.cancel(consumerTag).then(
      () => inbox.end(),
      () => inbox.end(),
    );
  };
  try {
    for (;;) {
      if (inbox.failure !== null) throw await saveHeld(inbox, inbox.failure);
      if (consumerTag === "") {
        await readAcks();
        consumerTag = await startConsumer(channel, { queue, reader: options.reader }, inbox, scrub);
      } else if (aborted()) {
        cancel();
      } else if (inbox.length > 0) {
        await inbox.wait(options.batchSize, options.maxWaitMs, () => signal.aborted);
        const bytes = await handOver(channel, inbox, options.batchSize, onBatch);
        const next = nextPrefetch({ now: prefetch, most, bytes, overflowed: inbox.overflowed });
        if (!cancelling && next !== prefetch) {
          prefetch = next;
          cancel();
        }
        if (inbox.length === 0) void readAcks();
        else options.onAlive?.();
      } else if (inbox.ended) {
        await readAcks();
        if (signal.aborted && inbox.failure === null) return;
        inbox.restart();
        consumerTag = "";
        cancelling = false;
      } else if (!(await inbox.wait(1, heartbeatMs, aborted))) void readAcks();
    }
  } finally {
    signal.removeEventListener("abort", wake);
    inbox.drop();
    await closeChannel(channel);
  }
}

/** Answers how many bytes a message of the batch had on average. */
async function handOver(channel: Channel, inbox: Inbox, size: number, onBatch: OnBatch): Promise<number> {
  if (inbox.failure !== null) return 1;
  const batch = inbox.take(size);
  await onBatch(batch.map(({ message }) => message));
  // The client acks by the message, of which it reads the tag alone.
  if (inbox.failure === null) channel.ack({ fields: { deliveryTag: batch.at(-1)?.tag } } as ConsumeMessage, true);
  return inbox.settled(batch) / batch.length;
}

/** Hands over all that is held. Nothing is acked: the broker has forgotten these deliveries. */
async function handOverRest(inbox: Inbox, size: number, onBatch: OnBatch): Promise<void> {
  while (inbox.length > 0) {
    const batch = inbox.take(size);
    await onBatch(batch.map(({ message }) => message));
    inbox.settled(batch);
  }
}

interface Consumer {
  readonly queue: string;
  /** What the broker calls it; left out: as the broker likes. */
  readonly reader: string | undefined;
}

async function startConsumer(channel: Channel, { queue, reader }: Consumer, inbox: Inbox, scrub: Scrub): Promise<string> {
  const deliver = (delivery: ConsumeMessage | null) => {
    if (delivery !== null) inbox.push({ message: rawMessage(delivery), tag: delivery.fields.deliveryTag });
    else inbox.fail(new BrokerError("closed", `RabbitMQ cancelled the consumer: queue "${queue}" was deleted or moved.`), true);
  };
  try {
    return (await channel.consume(queue, deliver, { arguments: notForStreams, consumerTag: reader })).consumerTag;
  } catch (error) {
    if (replyCode(error) === 406 && errorText(error).includes("x-priority")) throw new BrokerError("invalid", streamWords(queue));
    throw operationError(error, `Queue "${queue}"`, scrub);
  }
}

/** Its publisher asked that it outlives a restart of the broker. */
function isPersistent({ head }: RawMessage): boolean {
  const mode = scanProperties(unpackHead(head)?.properties ?? Buffer.alloc(0)).fields.get("delivery-mode");
  return mode?.[0] === 2;
}

function lost(queue: string, error: unknown, scrub: Scrub): BrokerError {
  const why = error === null ? "" : `: ${scrub(errorText(error))}`;
  return new BrokerError("closed", `The connection was lost while consuming "${queue}"${why}. What was not settled will come again.`);
}
