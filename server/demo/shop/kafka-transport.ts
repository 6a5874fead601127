import { once } from "node:events";
import kafkajs, { type IHeaders } from "kafkajs";
import { makeTopics } from "../../sources/kafka/make-topics.ts";
import { deadOnKafka, demoPrefix } from "./queues.ts";
import { failureAttributes, type Transport } from "./transport.ts";

const partitions = 3;
/** Kafka itself never gives up on a record; a consumer that cannot do it either would stand still. */
const mostTries = 3;

/** The shop on Kafka: topics keyed by order, so that each order's events keep theirs. */
export async function kafkaTransport(brokers: readonly string[]): Promise<Transport> {
  const { Kafka, logLevel, Partitioners } = kafkajs;
  const kafka = new Kafka({ clientId: demoPrefix, brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: true });
  await Promise.all([admin.connect(), producer.connect()]);
  const name = (queue: string) => `${demoPrefix}.${queue}`;
  const publish = async (topic: string, value: string, headers: Readonly<Record<string, string>>) => {
    await producer.send({ topic, acks: -1, messages: [{ key: keyOf(value), value, headers: { ...headers } }] });
  };
  return {
    declare: async (queue) => {
      const there = new Set(await admin.listTopics());
      const topics = [name(queue), deadOnKafka(queue)].filter((topic) => !there.has(topic));
      if (topics.length > 0)
        await makeTopics(
          admin,
          topics.map((topic) => ({ topic, numPartitions: partitions })),
        );
    },
    send: (queue, body, attributes) => publish(name(queue), body, attributes),
    consume: async (queue, handle, signal) => {
      const consumer = kafka.consumer({ groupId: `${demoPrefix}.${queue}` });
      await consumer.connect();
      await consumer.subscribe({ topic: name(queue), fromBeginning: true });
      await consumer.run({
        autoCommitThreshold: 1,
        partitionsConsumedConcurrently: partitions,
        eachMessage: async ({ message }) => {
          const body = message.value?.toString() ?? "";
          const attributes = textsOf(message.headers ?? {});
          let done = false;
          const ack = async () => {
            done = true;
          };
          for (let tries = 0; !done && tries < mostTries; tries++) await handle({ body, attributes, ack });
          if (!done) await publish(deadOnKafka(queue), body, attributes);
        },
      });
      if (!signal.aborted) await once(signal, "abort");
      await consumer.disconnect().catch(() => {});
    },
    bury: async (queue, delivery, failure) => {
      await publish(deadOnKafka(queue), delivery.body, { ...delivery.attributes, ...failureAttributes(name(queue), failure) });
      await delivery.ack();
    },
    close: async () => {
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
  };
}

/** What cannot be read has no key. */
function keyOf(body: string): string | null {
  return /"aggregateId":"([^"]+)"/.exec(body)?.[1] ?? null;
}

function textsOf(headers: IHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (Buffer.isBuffer(value) ? [[name, value.toString()]] : [])));
}
