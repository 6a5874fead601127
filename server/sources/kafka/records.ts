import type * as KafkaJs from "kafkajs";

/**
 * kafkajs folds a record's headers into an object: duplicates are regrouped, number-like names reordered, null values refused, names that are
 * no UTF-8 changed. Its record reader and writer are replaced before it loads: the bytes of the headers travel untouched beside the record.
 */

/** What of kafkajs's decoder a record needs. */
interface Decoder {
  readonly buffer: Buffer;
  offset: number;
  readInt8(): number;
  readVarInt(): number;
  readVarLong(): { toString(): string };
  readVarIntBytes(): Buffer | null;
}

interface BatchContext {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly maxTimestamp: string;
  readonly magicByte: number;
  readonly isControlBatch: boolean;
  /** 1: the broker's time of appending. */
  readonly timestampType: number;
}

interface Encoder {
  writeVarInt(value: number): Encoder;
  writeInt8(value: number): Encoder;
  writeVarLong(value: number): Encoder;
  writeVarIntBytes(value: Uint8Array | null): Encoder;
  writeBuffer(value: Uint8Array): Encoder;
  size(): number;
  readonly buffer: Buffer;
}

/** A record to send; what kafkajs itself writes has none. */
export interface RawRecord extends KafkaJs.Message {
  /** The count and the headers as on the wire. */
  readonly rawHeaders: Uint8Array;
}

/** A record as it was read. */
export interface FetchedRecord {
  readonly offset: string;
  /** Milliseconds. */
  readonly timestamp: string;
  /** The broker set the time when it appended the record. */
  readonly appendTime: boolean;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly rawHeaders: Buffer;
}

type Encode = (record: {
  offsetDelta: number;
  timestampDelta: number;
  key?: Buffer | null;
  value: Buffer | null;
  rawHeaders?: Uint8Array;
}) => Encoder;

// Not imported: a bundler would try to resolve what it loads, and kafkajs runs from node_modules as it is.
const load = process.getBuiltinModule("node:module").createRequire(import.meta.url);
const at = "kafkajs/src/protocol";
const RecordEncoder = load(`${at}/encoder`) as new () => Encoder;
const decoderPath = load.resolve(`${at}/recordBatch/record/v0/decoder`);
const encoderPath = load.resolve(`${at}/recordBatch/record/v0/index`);

load(decoderPath);
const plainEncode = load(encoderPath) as Encode;
replace(decoderPath, readRecord);
replace(encoderPath, (record: Parameters<Encode>[0]) => (record.rawHeaders ? writeRecord(record, record.rawHeaders) : plainEncode(record)));

/** What is asked of a node of the cluster by requests of our own. */
export interface Node {
  /** 1: of transactions. */
  findGroupCoordinator(of: { readonly groupId: string; readonly coordinatorType: 0 | 1 }): Promise<unknown>;
  fetch(request: {
    readonly isolationLevel: 0 | 1;
    readonly maxWaitTime: number;
    readonly minBytes: number;
    readonly maxBytes: number;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly fetchOffset: string; readonly maxBytes: number }[];
    }[];
  }): Promise<{ readonly responses: readonly { readonly partitions: readonly unknown[] }[] }>;
}

/** kafkajs's own view of the cluster, which its consumers read with. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly KafkaJs.PartitionMetadata[];
  findBroker(of: { readonly nodeId: number }): Promise<Node>;
  findControllerBroker(): Promise<Node>;
}

/** One partition's part of a fetch: `messages` without marks of transactions and, where only committed ones are asked for, without aborted ones. */
export const FetchedBatch = load("kafkajs/src/consumer/batch") as new (
  topic: string,
  offset: string,
  partition: unknown,
) => { readonly messages: readonly FetchedRecord[]; readonly rawMessages: readonly unknown[]; lastOffset(): string };

/** A view of the cluster of its own; kafkajs makes its consumers' with the same function. */
export function createCluster(kafka: KafkaJs.Kafka): Cluster {
  const key = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === "private:Kafka:createCluster");
  if (!key) throw new Error("kafkajs makes its cluster elsewhere than in 2.2.4.");
  const make = (kafka as unknown as Record<symbol, (options: { allowAutoTopicCreation: boolean }) => Cluster>)[key];
  if (!make) throw new Error("kafkajs makes its cluster elsewhere than in 2.2.4.");
  return make({ allowAutoTopicCreation: false });
}

/** Who produces, as Kafka knows it: https://github.com/tulios/kafkajs/blob/v2.2.4/src/producer/eosManager/index.js */
export interface ProducerIdentity {
  initProducerId(): Promise<void>;
  beginTransaction(): void;
  addPartitionsToTransaction(
    topics: readonly { readonly topic: string; readonly partitions: readonly { readonly partition: number }[] }[],
  ): Promise<void>;
  abort(): Promise<void>;
}

type MakeIdentity = (options: {
  readonly cluster: Cluster;
  readonly logger: { debug(): void };
  readonly transactional: boolean;
  readonly transactionalId?: string;
  /** Milliseconds. */
  readonly transactionTimeout?: number;
}) => ProducerIdentity;

const identityPath = load.resolve("kafkajs/src/producer/eosManager");
export const makeIdentity = load(identityPath) as MakeIdentity;
// A producer with a transactional id that sends outside of transactions: its writes can be fenced, and are read by everybody at once. kafkajs would ask
// for a producer id without that name.
replace(identityPath, (options: Parameters<MakeIdentity>[0]) =>
  options.transactionalId === undefined || options.transactional
    ? makeIdentity(options)
    : { ...makeIdentity({ ...options, transactional: true }), isTransactional: () => false },
);

/** kafkajs with the record reader and writer above. */
export const {
  Kafka,
  Partitioners,
  CompressionTypes,
  CompressionCodecs,
  ConfigResourceTypes,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
  AssignerProtocol,
  logLevel,
} = load("kafkajs") as typeof KafkaJs;

function replace(path: string, by: unknown): void {
  const module = load.cache[path];
  if (!module) throw new Error("kafkajs keeps its record format elsewhere than in 2.2.4.");
  module.exports = by;
}

function readRecord(decoder: Decoder, context: BatchContext) {
  decoder.readInt8();
  const timestampDelta = BigInt(decoder.readVarLong().toString());
  const offsetDelta = decoder.readVarInt();
  const key = decoder.readVarIntBytes();
  const value = decoder.readVarIntBytes();
  const appendTime = context.timestampType === 1;
  return {
    magicByte: context.magicByte,
    attributes: 0,
    timestamp: appendTime ? context.maxTimestamp : String(BigInt(context.firstTimestamp) + timestampDelta),
    appendTime,
    offset: String(BigInt(context.firstOffset) + BigInt(offsetDelta)),
    key,
    value,
    headers: {},
    rawHeaders: decoder.buffer.subarray(decoder.offset),
    isControlRecord: context.isControlBatch,
    batchContext: context,
  };
}

function writeRecord({ offsetDelta, timestampDelta, key, value }: Parameters<Encode>[0], rawHeaders: Uint8Array): Encoder {
  const body = new RecordEncoder()
    .writeInt8(0)
    .writeVarLong(timestampDelta)
    .writeVarInt(offsetDelta)
    .writeVarIntBytes(key ?? null)
    .writeVarIntBytes(value)
    .writeBuffer(rawHeaders);
  return new RecordEncoder().writeVarInt(body.size()).writeBuffer(body.buffer);
}
