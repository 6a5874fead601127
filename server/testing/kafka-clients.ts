import type { Admin, Kafka as KafkaClient, Producer } from "kafkajs";
import { Kafka, logLevel } from "../sources/kafka/records.ts";
import { sharedKafka } from "./kafka.ts";

export interface KafkaClients {
  readonly bootstrap: string;
  readonly client: KafkaClient;
  readonly admin: Admin;
  readonly producer: Producer;
  /** Ends the broker too, if nobody shares it. */
  close(): Promise<void>;
}

/** A broker, and the shop's own clients on it, connected. */
export async function openKafkaClients(): Promise<KafkaClients> {
  const server = await sharedKafka();
  const client = new Kafka({ clientId: "shop", brokers: [server.bootstrap], logLevel: logLevel.NOTHING });
  const [admin, producer] = [client.admin(), client.producer()];
  await Promise.all([admin.connect(), producer.connect()]);
  const close = async () => {
    await Promise.all([admin.disconnect(), producer.disconnect()]);
    await server.stop();
  };
  return { bootstrap: server.bootstrap, client, admin, producer, close };
}
