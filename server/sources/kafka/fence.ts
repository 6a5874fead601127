import type { PartitionMetadata } from "kafkajs";
import type { Client } from "./client.ts";
import { errorType, hasNoCoordinator, isUnauthorized } from "./errors.ts";
import { type Cluster, createCluster, makeIdentity, type ProducerIdentity } from "./records.ts";

/** Nothing is ever sent in these transactions, so none is open for longer than it takes to end it. */
const transactionTimeout = 10_000;
const silent = { debug: () => {} };

interface Fenced {
  readonly topic: string;
  readonly partitions: readonly PartitionMetadata[];
  readonly senders: readonly string[];
}

/**
 * Makes every partition of a topic refuse what these senders write from now on. Each sender's producer id belongs to its transactional id: asking for that id
 * anew raises its epoch, and the end of an empty transaction tells the raised epoch to each partition (a control record, which no consumer is handed), which
 * then refuses the old one: INVALID_PRODUCER_EPOCH. See https://cwiki.apache.org/confluence/display/KAFKA/KIP-98. A sender that may have no transactional id
 * has sent without one, and cannot be fenced.
 */
export async function fence(client: Client, { topic, partitions, senders }: Fenced): Promise<void> {
  for (const sender of senders)
    await withIdentity(client, client.transactionalId(sender), async (identity, cluster) => {
      await cluster.addTargetTopic(topic);
      identity.beginTransaction();
      await identity.addPartitionsToTransaction([{ topic, partitions: partitions.map(({ partitionId }) => ({ partition: partitionId })) }]);
      await identity.abort();
      // Answered only when every partition has the end of the transaction.
      await identity.initProducerId();
    });
}

/** False where Kafka denies this name to the user, or knows no such names. Rejects where it cannot say now. */
export function mayHave(client: Client, transactionalId: string): Promise<boolean> {
  return withIdentity(client, transactionalId, async () => {});
}

/** Takes the name over, for some work. Answers false, without doing it, where the user may not have the name. */
function withIdentity(
  client: Client,
  transactionalId: string,
  work: (identity: ProducerIdentity, cluster: Cluster) => Promise<void>,
): Promise<boolean> {
  return withCluster(client, async (cluster) => {
    const identity = makeIdentity({ cluster, logger: silent, transactional: true, transactionalId, transactionTimeout });
    try {
      await identity.initProducerId().catch(async (error: unknown) => {
        // kafkajs swallows why it found no coordinator: it is asked for directly.
        if (hasNoCoordinator(error))
          await (await cluster.findControllerBroker()).findGroupCoordinator({ groupId: transactionalId, coordinatorType: 1 });
        throw error;
      });
    } catch (error) {
      if (isUnauthorized(error) || isUnknownRequest(error)) return false;
      throw error;
    }
    await work(identity, cluster);
    return true;
  });
}

async function withCluster<T>(client: Client, work: (cluster: Cluster) => Promise<T>): Promise<T> {
  const cluster = createCluster(client.kafka);
  try {
    await cluster.connect();
    return await work(cluster);
  } finally {
    await cluster.disconnect().catch(() => {});
  }
}

/** A broker without transactions. */
function isUnknownRequest(error: unknown): boolean {
  return errorType(error) === "UNSUPPORTED_VERSION" || (error instanceof Error && error.name === "KafkaJSServerDoesNotSupportApiKey");
}
