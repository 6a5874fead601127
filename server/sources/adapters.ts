import { jobTableAdapter } from "./job-table/adapter.ts";
import { kafkaAdapter } from "./kafka/adapter.ts";
import type { Kind } from "./kinds.ts";
import { memoryAdapter } from "./memory/adapter.ts";
import type { Broker, HeadCodec } from "./port.ts";
import { rabbitmqAdapter } from "./rabbitmq/adapter.ts";
import type { Opening } from "./source-kind.ts";
import { sqsAdapter } from "./sqs/adapter.ts";

/** The source that an adapter is opened with, by kind. */
export type Openings = { readonly [K in Kind as K["kind"]]: Opening<K> & { readonly kind: K["kind"] } };

/** The adapter of every kind in `kinds.ts`. `open` connects nothing yet. */
export const adapters: { readonly [K in keyof Openings]: { readonly codec: HeadCodec; open(source: Openings[K]): Broker } } = {
  rabbitmq: rabbitmqAdapter,
  sqs: sqsAdapter,
  kafka: kafkaAdapter,
  "job-table": jobTableAdapter,
  memory: memoryAdapter,
};
