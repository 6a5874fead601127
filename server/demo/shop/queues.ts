/** The shop's work queues; each has a dead-letter queue. */
export const workQueues = ["payments", "shipping", "orders-view"] as const;
export type WorkQueue = (typeof workQueues)[number];

/** Everything on RabbitMQ and Kafka carries this name, so that a broker of somebody else's is not mixed up. */
export const demoPrefix = "redrive-demo";

/** A work queue's dead-letter queue on RabbitMQ. */
export function deadOnRabbitMQ(queue: string): string {
  return `${demoPrefix}.${queue}.dlq`;
}

/** A work topic's dead-letter topic on Kafka. */
export function deadOnKafka(queue: string): string {
  return `${demoPrefix}.${queue}.dlq`;
}
