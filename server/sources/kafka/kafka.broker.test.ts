import { randomUUID } from "node:crypto";
import type { Consumer } from "kafkajs";
import { openKafkaClients } from "../../testing/kafka-clients.ts";
import { makeTopics } from "./make-topics.ts";
import { describeBroker } from "../conformance.ts";
import type { BrokerHarness, DyingMessage } from "../harness.ts";
import { createKafka } from "./create.ts";
import { packHead } from "./head.ts";
import { writeWireHeaders } from "./wire-headers.ts";

async function start(): Promise<BrokerHarness> {
  const { bootstrap, client, admin, producer, close } = await openKafkaClients();
  const topic = async (name: string, configs: Record<string, string> = {}) => {
    const configEntries = Object.entries(configs).map(([key, value]) => ({ name: key, value }));
    await makeTopics(admin, [{ topic: name, numPartitions: 1, configEntries }]);
    return name;
  };

  /** A consumer that fails with each message hands it to the dead-letter topic with what went wrong, as Spring Kafka does. */
  async function die({ queue, origin }: { queue: string; origin: string }, messages: readonly DyingMessage[]) {
    await producer.send({
      topic: origin,
      messages: messages.map(({ body, headers = {} }) => ({ key: "ord-1", value: Buffer.from(body), headers: { ...headers } })),
    });
    const consumer: Consumer = client.consumer({ groupId: `${origin}.workers`, retry: { retries: 5 } });
    const done = Promise.withResolvers<void>();
    let failed = 0;
    await consumer.connect();
    await consumer.subscribe({ topic: origin, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        const { rawHeaders } = message as unknown as { rawHeaders: Buffer };
        const record = { key: message.key, value: message.value, rawHeaders };
        await producer.send({ topic: queue, messages: [record] });
        if (++failed === messages.length) done.resolve();
      },
    });
    await done.promise;
    await consumer.disconnect();
  }

  return {
    capabilities: { capture: ["mirror", "watch"], confirms: true, ordered: true, findsAttempts: true, log: true, exchanges: false },
    bodies: { empty: true, none: true, controls: true },
    carriesHeaders: true,
    ordersHeaders: true,
    rewrites: [],
    seesOrigins: true,
    shares: "partitions",
    receiver: (origin) => `${origin}.workers`,
    connect: () => createKafka({ source: "shop", brokers: [bootstrap], tls: false, group: "redrive", sasl: null }),
    unreachable: (password) =>
      createKafka({
        source: "shop",
        brokers: ["127.0.0.1:1"],
        tls: false,
        group: "redrive",
        sasl: { mechanism: "plain", username: "u", password },
      }),
    deadLetterQueue: async () => {
      const origin = await topic(`orders-${randomUUID()}`);
      return { origin, queue: await topic(`${origin}-dlt`) };
    },
    queue: () => topic(`q-${randomUUID()}`),
    die,
    refusing: async () => {
      const queue = await topic(`small-${randomUUID()}`, { "max.message.bytes": "1000" });
      const rawHeaders = writeWireHeaders([]);
      const head = packHead({ topic: queue, partition: 0, offset: 0n, timestamp: 0n, appendTime: false, key: null, rawHeaders });
      return { target: { to: "queue", queue }, message: { body: Buffer.alloc(5_000, 0x61), head } };
    },
    disconnect: null,
    close,
  };
}

describeBroker("Kafka", start);
