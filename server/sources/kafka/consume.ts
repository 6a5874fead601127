import type { Consumer, EachBatchPayload } from "kafkajs";
import type { Consumption } from "../consumption.ts";
import { BrokerError, type OnBatch } from "../port.ts";
import type { Client } from "./client.ts";
import { isMissing, toBrokerError } from "./errors.ts";
import type { Fetcher } from "./fetcher.ts";
import { findBegins } from "./begin.ts";
import { Places } from "./gaps.ts";
import { toMessage } from "./message.ts";
import { readPositions } from "./position.ts";
import type { FetchedRecord } from "./records.ts";

const sessionMs = 10_000;
const heartbeatMs = 2_000;
/** Of one partition in one fetch, some thousands of records: each fetch becomes a transaction. */
const mostBytes = 4 * 1024 * 1024;
/** While the batch of one partition is written to the database, that of another is read. */
const reading = { autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: 2 };
/** The broker answers a fetch at once when something is there, else after this long. */
const longPollMs = 500;

/** Notes that a partition is read up to and with `last`. */
type Commit = (partition: number, last: string) => Promise<void>;

/**
 * Mirrors a topic: reads committed records in order and commits the offset of a batch after it resolved. Records stay where they are. Ends when the
 * signal aborts; rejects when a batch rejects, the adapter is closed, or the client gives up.
 */
export async function consumeTopic(
  client: Client,
  fetcher: Fetcher,
  { queue: topic, onBatch, options, signal }: Consumption,
  closing: AbortSignal,
): Promise<void> {
  const { source } = client;
  const ended = Promise.withResolvers<void>();
  const over = new AbortController();
  const end = (how: () => void) => () => {
    over.abort();
    how();
  };
  const stop = end(() => ended.resolve());
  const fail = (error: unknown) => end(() => ended.reject(error))();
  const close = end(() => ended.reject(new BrokerError("closed", `Source "${source}" was closed while it consumed "${topic}".`)));
  const consumer = client.reader(options.reader).consumer({
    groupId: client.groupOf(topic),
    sessionTimeout: sessionMs,
    heartbeatInterval: heartbeatMs,
    maxWaitTimeInMs: longPollMs,
    maxBytesPerPartition: mostBytes,
    allowAutoTopicCreation: false,
    // The caller starts anew, with its own patience.
    retry: { retries: 3, initialRetryTime: 200, restartOnFailure: async () => false },
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => fail(lost(client, topic, payload.error)));
  const unlessDeleted = askUnlessDeleted();
  consumer.on(consumer.events.FETCH, () => {
    unlessDeleted.fetched();
    options.onAlive?.();
  });
  const places = new Places(client, fetcher, topic);
  let turn = 0;
  consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
    places.forget();
    const partitions = memberAssignment[topic] ?? [];
    const mine = ++turn;
    if (partitions.length === 0) return;
    // Nothing of them is read before it is known where each begins. The partitions may have been another console's.
    consumer.pause([{ topic, partitions }]);
    const isOld = () => over.signal.aborted || mine !== turn;
    begin(consumer, { client, fetcher, topic, options, places, partitions, isOld }).catch(fail);
  });
  const commit: Commit = async (partition, last) => {
    await unlessDeleted.ask(() => consumer.commitOffsets([{ topic, partition, offset: String(BigInt(last) + 1n) }]));
  };
  // What holds only marks of transactions and aborted records is passed over by the client, and never handed out.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { batchSize, partition, lastOffset } }) => {
    if (batchSize === 0) void commit(partition, lastOffset).catch(() => {});
  });
  const working = new Set<Promise<void>>();
  const eachBatch = (payload: EachBatchPayload) => {
    const { partition, messages } = payload.batch;
    const work = (async () => {
      const gap = await unlessDeleted.ask(() => places.gapBefore(partition, BigInt(messages[0]?.offset ?? "0")));
      if (gap) await options.onGap?.(gap);
      if (gap?.to === null) return places.startAgain(consumer, partition);
      await handOver(payload, { topic, onBatch, size: options.batchSize, places, commit, over: over.signal, closing });
    })().catch((error: unknown) => {
      payload.pause();
      fail(error);
    });
    working.add(work);
    return work.finally(() => working.delete(work));
  };
  signal.addEventListener("abort", stop);
  closing.addEventListener("abort", close);
  try {
    if (signal.aborted) return;
    // Waits for a coordinator that is still loading, and says what is denied: the consumer does neither.
    await readPositions(client, topic);
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await Promise.race([ended.promise, consumer.run({ ...reading, eachBatch })]);
    await ended.promise;
  } finally {
    signal.removeEventListener("abort", stop);
    closing.removeEventListener("abort", close);
    ended.promise.catch(() => {});
    // What is in hand is committed first: a consumer that leaves cannot.
    await Promise.all(working);
    await consumer.disconnect().catch(() => {});
  }
}

/** Nothing of a deleted topic is read again: what was fetched of it is handed over without asking Kafka any more. The next fetch then crashes. */
function askUnlessDeleted() {
  let deleted = false;
  return {
    fetched: () => {
      deleted = false;
    },
    ask: async <Result>(ask: () => Promise<Result>): Promise<Result | null> => {
      if (deleted) return null;
      return ask().catch((error: unknown) => {
        deleted = isMissing(error);
        return deleted ? null : Promise.reject(error);
      });
    },
  };
}

interface Beginning extends Pick<Consumption, "options"> {
  readonly client: Client;
  readonly fetcher: Fetcher;
  readonly topic: string;
  readonly places: Places;
  readonly partitions: readonly number[];
  /** It is over, or partitions have moved since. */
  readonly isOld: () => boolean;
}

/** Goes to where paused partitions begin, and reads them. The group is told, since what waits in a topic is counted from what it has committed. */
async function begin(consumer: Consumer, { client, fetcher, topic, options, places, partitions, isOld }: Beginning): Promise<void> {
  const begins = await findBegins(client, fetcher, { topic, partitions, memory: options.memory });
  for (const { gap } of begins) if (gap) await options.onGap?.(gap);
  await options.memory?.begin(begins.map(({ start }) => start));
  if (isOld()) return;
  for (const { partition, offset } of begins) {
    consumer.seek({ topic, partition, offset: String(offset) });
    places.begins(partition, offset);
  }
  consumer.resume([{ topic, partitions: [...partitions] }]);
  const moved = begins.filter(({ offset, committed }) => committed !== null && offset !== committed);
  if (moved.length > 0) await consumer.commitOffsets(moved.map(({ partition, offset }) => ({ topic, partition, offset: String(offset) })));
}

interface HandingOver {
  readonly topic: string;
  readonly onBatch: OnBatch;
  readonly size: number;
  readonly places: Places;
  readonly commit: Commit;
  /** Nothing more is handed over. */
  readonly over: AbortSignal;
  /** Nothing more is committed. */
  readonly closing: AbortSignal;
}

/** One fetch of one partition, in batches; what is not committed when it is over comes again. */
async function handOver(
  { batch, resolveOffset, heartbeat, isStale }: EachBatchPayload,
  { topic, onBatch, size, places, commit, over, closing }: HandingOver,
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
    await commit(batch.partition, last);
    resolveOffset(last);
    places.reached(batch.partition, BigInt(last) + 1n, part.at(-1));
  }
}

/** A connection that is lost is gone on with; what Kafka denies, and a fault of the program, are said for what they are. */
function lost(client: Client, topic: string, error: Error): Error {
  const told = toBrokerError(client, `consume "${topic}"`, error);
  if (!(told instanceof BrokerError) || told.code !== "unreachable") return told;
  const why = error.message || error.name;
  return new BrokerError(
    "closed",
    `Source "${client.source}" lost its connection while it consumed "${topic}": ${why}. It goes on where it has committed.`,
    { cause: error },
  );
}
