import type { Producer } from "kafkajs";
import { BrokerError, type Outcome, type Outgoing } from "../port.ts";
import { partsOf } from "../parts.ts";
import type { Client } from "./client.ts";
import { blamesRecord, errorType, isMissing, isRefusal, isUnauthorized } from "./errors.ts";
import { kafkaCodec, unpackHead } from "./head.ts";
import { refusePartition } from "./partition.ts";
import { Partitioners, type RawRecord } from "./records.ts";

/** One produce request holds records of one partition, so that it is stored whole or not at all. */
const mostRecords = 500;
const mostBytes = 512 * 1024;

/** Sent later than this it might be sent twice: well below what a worker is given until it is taken for dead. */
const longestMs = 8_000;

interface Waiting {
  readonly record: RawRecord;
  readonly bytes: number;
  readonly done: (outcome: Outcome) => void;
  readonly since: number;
}

/** Sends in the order asked for, those for one partition together; a key goes to the partition that Java's clients choose, unless one is asked for. */
export class Publisher {
  readonly #client: Client;
  readonly #waiting = new Map<string, Waiting[]>();
  /** By topic and partition: what is sent last. */
  readonly #last = new Map<string, Promise<void>>();
  readonly #choose = Partitioners.DefaultPartitioner();
  #producer: { readonly made: Producer; readonly ready: Promise<Producer> } | null = null;
  #turn = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  publish(topic: string, { body, head }: Outgoing, partition?: number): Promise<Outcome> {
    const raw = unpackHead(head);
    const problem = kafkaCodec.problemOf({ head, body });
    if (raw === null || problem) return Promise.resolve({ state: "refused", reason: problem?.text ?? "" });
    const value = body === null ? null : Buffer.from(body);
    const record: RawRecord = { key: raw.key, value, rawHeaders: raw.rawHeaders, ...(partition === undefined ? {} : { partition }) };
    const bytes = kafkaCodec.sizesOf({ head, body }).all;
    return new Promise((done) => {
      const waiting = this.#waiting.get(topic) ?? [];
      waiting.push({ record, bytes, done, since: performance.now() });
      if (waiting.length > 1) return;
      this.#waiting.set(topic, waiting);
      setImmediate(() => {
        this.#waiting.delete(topic);
        void this.#dispatch(topic, waiting);
      });
    });
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = null;
    await producer?.ready.then((one) => one.disconnect()).catch(() => {});
  }

  async #dispatch(topic: string, waiting: readonly Waiting[]): Promise<void> {
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
        for (const part of partsOf(list, { count: mostRecords, bytes: mostBytes })) this.#enqueue(topic, partition, part);
    } catch (error) {
      const missing = error instanceof BrokerError && error.code === "missing";
      const outcome: Outcome = missing
        ? { state: "returned", reason: error.message }
        : { state: "not_sent", reason: error instanceof BrokerError ? error.message : unreached(error) };
      for (const { done } of waiting) done(outcome);
    }
  }

  /** Each part waits for the one before it: overtaking would change the order. */
  #enqueue(topic: string, partition: number, part: readonly Waiting[]): void {
    const lane = `${partition} ${topic}`;
    const sending = (this.#last.get(lane) ?? Promise.resolve()).then(() => this.#send(topic, partition, part));
    this.#last.set(lane, sending);
    void sending.then(() => this.#last.get(lane) === sending && this.#last.delete(lane));
  }

  /** Settles every promise of the part; never rejects. */
  async #send(topic: string, partition: number, part: readonly Waiting[]): Promise<void> {
    const producer = await this.#connect().catch((error: unknown) => {
      for (const { done } of part) done({ state: "not_sent", reason: unreached(error) });
    });
    if (!producer) return;
    // A worker that stood still is taken for dead by now, and somebody else may send these.
    if (performance.now() - (part[0]?.since ?? 0) > longestMs) {
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
      if (part.length > 1 && blamesRecord(error)) for (const one of part) await this.#send(topic, partition, [one]);
      else {
        const outcome = outcomeOf(topic, error);
        if (outcome.state === "unknown") this.#forget(producer);
        for (const { done } of part) done(outcome);
      }
    }
  }

  /**
   * What may have been stored has used up its sequence number, and the client does not know. The next records would get the same number, and
   * the broker would take them for a repetition and confirm them without storing them. So a new producer sends those.
   */
  #forget(producer: Producer): void {
    if (this.#producer?.made === producer) this.#producer = null;
    void producer.disconnect().catch(() => {});
  }

  #connect(): Promise<Producer> {
    if (this.#producer) return this.#producer.ready;
    // Idempotent: a retry of the client itself is stored once.
    const made = this.#client.kafka.producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      retry: { retries: 5, initialRetryTime: 200 },
    });
    const ready = made.connect().then(
      () => made,
      (error: unknown) => {
        if (this.#producer?.made === made) this.#producer = null;
        throw error;
      },
    );
    this.#producer = { made, ready };
    return ready;
  }
}

function outcomeOf(topic: string, error: unknown): Outcome {
  const type = errorType(error) || nameOf(error);
  if (isMissing(error)) return { state: "returned", reason: `There is no topic "${topic}".` };
  if (isUnauthorized(error)) return { state: "not_sent", reason: `Kafka denies writing to "${topic}" (${type}).` };
  if (isRefusal(error)) return { state: "refused", reason: `Kafka refused it: ${type}.` };
  return { state: "unknown", reason: `Kafka was not heard of after it was sent: ${type}.` };
}

function unreached(error: unknown): string {
  return `No broker answers (${errorType(error) || nameOf(error)}).`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "no reason given";
}
