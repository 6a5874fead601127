import type { Consumer, EachBatchPayload } from "kafkajs";
import { BrokerError, type ConsumeOptions, type RawMessage } from "../broker.ts";
import type { Client } from "./client.ts";
import { packHead } from "./head.ts";
import type { FetchedRecord } from "./records.ts";

const sessionMs = 10_000;
const heartbeatMs = 2_000;
/** The broker answers a fetch at once when something is there, else after this long. */
const longPollMs = 500;

interface Consuming {
  readonly source: string;
  readonly topic: string;
  readonly onBatch: (batch: readonly RawMessage[]) => Promise<void>;
  readonly options: ConsumeOptions;
  readonly signal: AbortSignal;
  readonly closing: AbortSignal;
}

/**
 * Mirrors a topic: reads committed records in order and commits the offset of a batch after it resolved. Records stay where they are. Ends when the
 * signal aborts; rejects when a batch rejects, the adapter is closed, or the client gives up.
 */
export async function consumeTopic(client: Client, { source, topic, onBatch, options, signal, closing }: Consuming): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const over = new AbortController();
  const end = (how: () => void) => () => {
    over.abort();
    how();
  };
  const stop = end(() => ended.resolve());
  const close = end(() => ended.reject(new BrokerError("closed", `Source "${source}" was closed while it consumed "${topic}".`)));
  const consumer = client.kafka.consumer({
    groupId: client.groupOf(topic),
    sessionTimeout: sessionMs,
    heartbeatInterval: heartbeatMs,
    maxWaitTimeInMs: longPollMs,
    allowAutoTopicCreation: false,
    // The caller starts anew, with its own patience.
    retry: { retries: 3, initialRetryTime: 200, restartOnFailure: async () => false },
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => end(() => ended.reject(lost(source, topic, payload.error)))());
  consumer.on(consumer.events.FETCH, () => options.onAlive?.());
  let working = Promise.resolve();
  const eachBatch = (payload: EachBatchPayload) => {
    working = handOver(consumer, payload, topic, onBatch, options.batchSize, { over: over.signal, closing }).catch((error: unknown) => {
      payload.pause();
      end(() => ended.reject(error))();
    });
    return working;
  };
  signal.addEventListener("abort", stop);
  closing.addEventListener("abort", close);
  try {
    if (signal.aborted) return;
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await Promise.race([ended.promise, consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch })]);
    await ended.promise;
  } finally {
    signal.removeEventListener("abort", stop);
    closing.removeEventListener("abort", close);
    ended.promise.catch(() => {});
    // What is in hand is committed first: a consumer that leaves cannot.
    await working;
    await consumer.disconnect().catch(() => {});
  }
}

/** One fetch of one partition, in batches; what is not committed when it is over comes again. */
async function handOver(
  consumer: Consumer,
  { batch, resolveOffset, heartbeat, isStale }: EachBatchPayload,
  topic: string,
  onBatch: (batch: readonly RawMessage[]) => Promise<void>,
  size: number,
  { over, closing }: { readonly over: AbortSignal; readonly closing: AbortSignal },
): Promise<void> {
  const records = batch.messages as unknown as readonly FetchedRecord[];
  for (let from = 0; from < records.length; from += size) {
    if (over.aborted || isStale()) return;
    const part = records.slice(from, from + size);
    const beating = setInterval(() => void heartbeat().catch(() => {}), heartbeatMs);
    try {
      await onBatch(part.map((record) => toMessage(topic, batch.partition, record)));
    } finally {
      clearInterval(beating);
    }
    closing.throwIfAborted();
    // What follows the last record of a fetch are marks of transactions.
    const last = from + size >= records.length ? batch.lastOffset() : (part.at(-1)?.offset ?? "");
    await consumer.commitOffsets([{ topic, partition: batch.partition, offset: String(BigInt(last) + 1n) }]);
    resolveOffset(last);
  }
}

function toMessage(topic: string, partition: number, record: FetchedRecord): RawMessage {
  const { offset, timestamp, appendTime, key, value, rawHeaders } = record;
  const time = Number(timestamp);
  return {
    body: value,
    head: packHead({ topic, partition, offset: BigInt(offset), timestamp: BigInt(timestamp), appendTime, key, rawHeaders }),
    position: `partition ${partition}, offset ${offset}`,
    // The time tells a topic that was deleted and made again from the one before.
    identity: `${partition}/${offset}/${timestamp}`,
    redelivered: null,
    diedAt: appendTime && time > 0 ? new Date(time) : null,
  };
}

function lost(source: string, topic: string, error: Error): BrokerError {
  const why = error.message || error.name;
  return new BrokerError(
    "closed",
    `Source "${source}" lost its connection while it consumed "${topic}": ${why}. It goes on where it has committed.`,
    {
      cause: error,
    },
  );
}
