import type { Admin, Kafka as KafkaClient, PartitionMetadata, SASLOptions } from "kafkajs";
import { BrokerError } from "../broker.ts";
import { registerCodecs } from "./codecs.ts";
import { isMissing } from "./errors.ts";
import { Kafka, logLevel } from "./records.ts";

export interface KafkaOptions {
  readonly source: string;
  /** "host:port" of some brokers; the rest are learnt from them. */
  readonly brokers: readonly string[];
  readonly tls: boolean;
  /** How the names of its consumer groups begin. */
  readonly group: string;
  readonly sasl: {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    readonly username: string;
    readonly password: string;
  } | null;
}

registerCodecs();

/** How long it is believed how many partitions a topic has. */
const metadataMs = 10_000;

/** One client for all that a source asks; connects when it is first used. */
export class Client {
  readonly kafka: KafkaClient;
  readonly #source: string;
  readonly #group: string;
  #admin: Promise<Admin> | null = null;
  readonly #topics = new Map<string, { readonly partitions: readonly PartitionMetadata[]; readonly at: number }>();

  constructor({ source, brokers, tls, group, sasl }: KafkaOptions) {
    this.#source = source;
    this.#group = group;
    this.kafka = new Kafka({
      clientId: "redrive",
      brokers: [...brokers],
      ssl: tls,
      ...(sasl ? { sasl: { ...sasl } as SASLOptions } : {}),
      connectionTimeout: 5_000,
      requestTimeout: 30_000,
      logLevel: logLevel.NOTHING,
      retry: { retries: 3, initialRetryTime: 200 },
    });
  }

  /** The consumer group that reads a topic for Redrive: nobody else's offsets are touched. */
  groupOf(topic: string): string {
    return `${this.#group}.${this.#source}.${topic}`;
  }

  /** Whether a consumer group is one of Redrive's. */
  owns(groupId: string): boolean {
    return groupId.startsWith(`${this.#group}.`);
  }

  admin(): Promise<Admin> {
    if (this.#admin) return this.#admin;
    const admin = this.kafka.admin();
    this.#admin = admin.connect().then(
      () => admin,
      (error: unknown) => {
        this.#admin = null;
        throw error;
      },
    );
    return this.#admin;
  }

  /** The partitions of a topic, as they were at most some seconds ago. Rejects with `missing`. */
  async partitions(topic: string): Promise<readonly PartitionMetadata[]> {
    const known = this.#topics.get(topic);
    if (known && performance.now() - known.at < metadataMs) return known.partitions;
    this.#topics.delete(topic);
    const admin = await this.admin();
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const partitions = topics[0]?.partitions ?? [];
      if (partitions.length === 0) throw this.#noTopic(topic);
      this.#topics.set(topic, { partitions, at: performance.now() });
      return partitions;
    } catch (error) {
      throw isMissing(error) || (error instanceof Error && /does not host this topic/.test(error.message)) ? this.#noTopic(topic) : error;
    }
  }

  async close(): Promise<void> {
    const admin = this.#admin;
    this.#admin = null;
    await admin?.then((one) => one.disconnect()).catch(() => {});
  }

  #noTopic(topic: string): BrokerError {
    return new BrokerError("missing", `Source "${this.#source}" has no topic "${topic}".`);
  }
}
