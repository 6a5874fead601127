import type { Admin, Kafka as KafkaClient, PartitionMetadata, SASLOptions } from "kafkajs";
import type { KafkaOptions } from "./options.ts";
import { BrokerError } from "../port.ts";
import { readTls } from "../read-tls.ts";
import { registerCodecs } from "./codecs.ts";
import { isMissing } from "./errors.ts";
import { Kafka, logLevel } from "./records.ts";

export interface KafkaSource extends KafkaOptions {
  readonly source: string;
  /** The topics that are configured, globs among them. */
  readonly queues?: readonly { readonly name: string }[];
}

registerCodecs();

/** Stands before a reader's name in what Kafka calls its client id. */
export const readerPrefix = "redrive.";

/** How long it is believed how many partitions a topic has. */
const metadataMs = 10_000;

/** One client for all that a source asks; connects when it is first used. */
export class Client {
  readonly #options: KafkaSource;
  readonly source: string;
  readonly #group: string;
  #kafka: KafkaClient | null = null;
  #admin: Promise<Admin> | null = null;
  readonly #topics = new Map<string, { readonly partitions: readonly PartitionMetadata[]; readonly at: number }>();

  constructor(options: KafkaSource) {
    this.#options = options;
    this.source = options.source;
    this.#group = options.group;
  }

  /** Throws `BrokerError("invalid")` when a file of its TLS settings cannot be read. */
  get kafka(): KafkaClient {
    this.#kafka ??= this.#open("redrive");
    return this.#kafka;
  }

  /** The same under a name of its own, by which members of a group are told apart. */
  reader(name: string | undefined): KafkaClient {
    return name === undefined ? this.kafka : this.#open(`${readerPrefix}${name}`);
  }

  #open(clientId: string): KafkaClient {
    const { brokers, tls, sasl } = this.#options;
    return new Kafka({
      clientId,
      brokers: [...brokers],
      ssl: typeof tls === "boolean" ? tls : readTls(this.source, tls),
      ...(sasl ? { sasl: { ...sasl } as SASLOptions } : {}),
      connectionTimeout: 5_000,
      requestTimeout: 30_000,
      logLevel: logLevel.NOTHING,
      retry: { retries: 3, initialRetryTime: 200 },
    });
  }

  /** "host:port" of the brokers that the configuration names. */
  get brokers(): readonly string[] {
    return this.#options.brokers;
  }

  /** The consumer group that reads a topic for Redrive: nobody else's offsets are touched. */
  groupOf(topic: string): string {
    return `${this.#group}.${this.source}.${topic}`;
  }

  /** By what name Kafka knows a sender, so that it can be fenced; it begins like the groups, so that one right is enough for both. */
  transactionalId(sender: string): string {
    return `${this.#group}.${this.source}.${sender}`;
  }

  /** Whether a consumer group is one of Redrive's. */
  owns(groupId: string): boolean {
    return groupId.startsWith(`${this.#group}.`);
  }

  /** Answers one question after the other, whoever asks. */
  async admin(): Promise<Admin> {
    if (this.#admin) return this.#admin;
    const admin = this.kafka.admin();
    this.#admin = admin.connect().then(
      () => oneAtATime(admin),
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
    return new BrokerError("missing", `Source "${this.source}" has no topic "${topic}".`);
  }
}

/**
 * kafkajs's admin keeps what it knows of topics and connections for all of its questions, and several at once read it while it is half written: they fail
 * with a TypeError, or with the topic of another.
 */
function oneAtATime(admin: Admin): Admin {
  let last: Promise<unknown> = Promise.resolve();
  return new Proxy(admin, {
    get(target, name) {
      const asked: unknown = Reflect.get(target, name);
      if (typeof asked !== "function" || name === "disconnect") return asked;
      return (...words: unknown[]) => {
        const answer = last.then(() => Reflect.apply(asked, target, words) as unknown);
        last = answer.catch(() => {});
        return answer;
      };
    },
  });
}
