import type { Producer } from "kafkajs";
import { BrokerError, type Outcome, type Outgoing } from "../port.ts";
import { partsOf } from "../parts.ts";
import type { Client } from "./client.ts";
import { blamesRecord, errorType, isMissing, isRefusal, isUnauthorized, hasNoCoordinator } from "./errors.ts";
import { mayHave } from "./fence.ts";
import { kafkaCodec, unpackHead } from "./head.ts";
import { refusePartition } from "./partition.ts";
import { Partitioners, type RawRecord } from "./records.ts";

/** One produce request holds records of one partition, so that it is stored whole or not at all. */
const mostRecords = 500;
const mostBytes = 512 * 1024;

/** A producer that was not used for this long is closed when another is made. */
const idleMs = 60_000;

interface Waiting {
  readonly record: RawRecord;
  readonly bytes: number;
  readonly done: (outcome: Outcome) => void;
  readonly inTime: () => boolean;
}

/** Where and by whom records are sent. */
interface Way {
  readonly topic: string;
  /** null: nobody who could be fenced. */
  readonly sender: string | null;
}

interface Sending {
  readonly ready: Promise<Producer>;
  usedAt: number;
}

interface Choice {
  readonly inTime?: (() => boolean) | undefined;
  readonly sender?: string | undefined;
  readonly partition?: number | undefined;
}

/** Sends in the order asked for, those for one partition together; a key goes to the partition that Java's clients choose, unless one is asked for. */
export class Publisher {
  readonly #client: Client;
  readonly #waiting = new Map<string, Waiting[]>();
  /** By topic and partition: what is sent last. */
  readonly #last = new Map<string, Promise<void>>();
  readonly #choose = Partitioners.DefaultPartitioner();
  /** By sender. */
  readonly #producers = new Map<string | null, Sending>();
  /** Names that may have been taken over: asking Kafka for one again would take it back. */
  readonly #spent = new Set<string>();
  #turn = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  publish(
    topic: string,
    { body, head }: Outgoing,
    { sender = undefined, partition = undefined, inTime = always }: Choice = {},
  ): Promise<Outcome> {
    const raw = unpackHead(head);
    const problem = kafkaCodec.problemOf({ head, body });
    if (raw === null || problem) return Promise.resolve({ state: "refused", reason: problem?.text ?? "" });
    const value = body === null ? null : Buffer.from(body);
    const record: RawRecord = { key: raw.key, value, rawHeaders: raw.rawHeaders, ...(partition === undefined ? {} : { partition }) };
    const bytes = kafkaCodec.sizesOf({ head, body }).all;
    return new Promise((done) => {
      const way = { topic, sender: sender ?? null };
      const together = `${sender ?? ""} ${topic}`;
      const waiting = this.#waiting.get(together) ?? [];
      waiting.push({ record, bytes, done, inTime });
      if (waiting.length > 1) return;
      this.#waiting.set(together, waiting);
      setImmediate(() => {
        this.#waiting.delete(together);
        void this.#dispatch(way, waiting);
      });
    });
  }

  async close(): Promise<void> {
    const producers = [...this.#producers.values()];
    this.#producers.clear();
    await Promise.all(producers.map(({ ready }) => disconnect(ready)));
  }

  async #dispatch(way: Way, waiting: readonly Waiting[]): Promise<void> {
    const { topic } = way;
    try {
      const partitionMetadata = [...(await this.#client.partitions(topic))];
      const sendable = waiting.filter(({ record, done }) => {
        const refused = refusePartition(topic, record.partition, partitionMetadata);
        if (refused) done(refused);
        return refused === null;
      });
      const byPartition = Map.groupBy(sendable, ({ record }) =>
        record.key === null && record.partition === undefined
          ? (partitionMetadata[this.#turn++ % partitionMetadata.length]?.partitionId ?? 0)
          : this.#choose({ topic, partitionMetadata, message: record }),
      );
      for (const [partition, list] of byPartition)
        for (const part of partsOf(list, { count: mostRecords, bytes: mostBytes })) this.#enqueue(way, partition, part);
    } catch (error) {
      const missing = error instanceof BrokerError && error.code === "missing";
      const outcome: Outcome = missing
        ? { state: "returned", reason: error.message }
        : { state: "not_sent", reason: unreached(topic, error) };
      for (const { done } of waiting) done(outcome);
    }
  }

  /** Each part waits for the one before it: overtaking would change the order. */
  #enqueue(way: Way, partition: number, part: readonly Waiting[]): void {
    const lane = `${partition} ${way.topic}`;
    const sending = (this.#last.get(lane) ?? Promise.resolve()).then(() => this.#send(way, partition, part));
    this.#last.set(lane, sending);
    void sending.then(() => this.#last.get(lane) === sending && this.#last.delete(lane));
  }

  /** Settles every promise of the part; never rejects. */
  async #send(way: Way, partition: number, part: readonly Waiting[]): Promise<void> {
    const { topic } = way;
    const producer = await this.#connect(way.sender).catch((error: unknown) => {
      for (const { done } of part) done({ state: "not_sent", reason: unreached(topic, error) });
    });
    if (!producer) return;
    // Only now, when the sender has its identity: whoever takes these over takes that first.
    if (!part.every(({ inTime }) => inTime())) {
      for (const { done } of part) done({ state: "not_sent", reason: "Those before it took too long." });
      return;
    }
    try {
      const messages = part.map(({ record }) => ({ ...record, partition }));
      const [stored] = await producer.send({ topic, messages, acks: -1, timeout: 30_000 });
      part.forEach(({ done }, index) => {
        // The client answers nothing, and no error, for a partition that is not there.
        if (!stored || stored.errorCode !== 0) done({ state: "not_sent", reason: `Partition ${partition} of "${topic}" has no leader.` });
        else done({ state: "confirmed", ref: `${stored.partition}/${BigInt(stored.baseOffset ?? "0") + BigInt(index)}` });
      });
    } catch (error) {
      if (part.length > 1 && blamesRecord(error)) for (const one of part) await this.#send(way, partition, [one]);
      else {
        const outcome = outcomeOf(topic, error);
        if (outcome.state === "unknown") this.#forget(way.sender);
        for (const { done } of part) done(outcome);
      }
    }
  }

  /**
   * What may have been stored has used up its sequence number, and the client does not know. The next records would get the same number, and
   * the broker would take them for a repetition and confirm them without storing them. So a new producer sends those.
   */
  #forget(sender: string | null): void {
    const sending = this.#producers.get(sender);
    this.#producers.delete(sender);
    if (sender !== null) this.#spent.add(sender);
    if (sending) void disconnect(sending.ready);
  }

  #connect(sender: string | null): Promise<Producer> {
    const sending = this.#producers.get(sender);
    if (sending) {
      sending.usedAt = performance.now();
      return sending.ready;
    }
    if (sender !== null && this.#spent.has(sender)) return Promise.reject(new BrokerError("closed", "A send before it has no answer."));
    for (const [other, { usedAt }] of this.#producers) if (performance.now() - usedAt > idleMs) this.#forget(other);
    const ready = this.#open(sender);
    this.#producers.set(sender, { ready, usedAt: performance.now() });
    ready.catch(() => this.#producers.get(sender)?.ready === ready && this.#forget(sender));
    return ready;
  }

  async #open(sender: string | null): Promise<Producer> {
    const transactionalId = sender === null ? undefined : this.#client.transactionalId(sender);
    const named = this.#make(transactionalId);
    try {
      await named.connect();
      return named;
    } catch (error) {
      void named.disconnect().catch(() => {});
      if (transactionalId === undefined || (await mayHave(this.#client, transactionalId))) throw error;
    }
    const nameless = this.#make();
    await nameless.connect();
    return nameless;
  }

  /** Idempotent: a retry of the client itself is stored once. */
  #make(transactionalId?: string): Producer {
    return this.#client.kafka.producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: 5, initialRetryTime: 200 },
      ...(transactionalId === undefined ? {} : { transactionalId }),
    });
  }
}

async function disconnect(ready: Promise<Producer>): Promise<void> {
  await ready.then((producer) => producer.disconnect()).catch(() => {});
}

const always = () => true;

function outcomeOf(topic: string, error: unknown): Outcome {
  const type = errorType(error) || nameOf(error);
  if (isMissing(error)) return { state: "returned", reason: `There is no topic "${topic}".` };
  if (isUnauthorized(error)) return { state: "not_sent", reason: deniedWords(topic, type) };
  if (isRefusal(error)) return { state: "refused", reason: `Kafka refused it: ${type}.` };
  return { state: "unknown", reason: `Kafka was not heard of after it was sent: ${type}.` };
}

const deniedWords = (topic: string, type: string) => `Kafka denies writing to "${topic}" (${type}).`;

function unreached(topic: string, error: unknown): string {
  if (error instanceof BrokerError) return error.message;
  // Who may write to no topic gets no identity to write with either.
  if (isUnauthorized(error)) return deniedWords(topic, errorType(error));
  if (hasNoCoordinator(error)) return noTransactions;
  return `No broker answers (${errorType(error) || nameOf(error)}).`;
}

const noTransactions =
  "Kafka has no coordinator for transactions, by which a send that comes late is refused. It may be starting; where it stays so, set " +
  "transaction.state.log.replication.factor to no more than the number of brokers.";

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "no reason given";
}
