import { randomUUID } from "node:crypto";
import { kafkaTransport } from "../demo/shop/kafka-transport.ts";
import { deadOnKafka, deadOnRabbitMQ, demoPrefix } from "../demo/shop/queues.ts";
import { rabbitmqTransport } from "../demo/shop/rabbitmq-transport.ts";
import { sharedKafka } from "./kafka.ts";
import { createVirtualHost } from "./rabbitmq-host.ts";

export const logsAndQueues = ["rabbitmq", "kafka"] as const;
type Kind = (typeof logsAndQueues)[number];

const failure = { type: "com.shop.LedgerLockedException", text: "the ledger is locked", stack: "", attempts: 1 };

/** One work queue of the sample shop on a broker, whose consumer fails with everything until it is mended. `work`, `dead`: names at the broker. */
export async function openShopOn(kind: Kind) {
  const { transport, source, deadOf, drop } = await opened(kind);
  const queue = `work-${randomUUID().slice(0, 8)}`;
  const stop = new AbortController();
  let take: ((body: string) => Promise<void> | void) | null = null;
  await transport.declare(queue, 60);
  const consuming = transport.consume(
    queue,
    async (delivery) => {
      if (take === null) return transport.bury(queue, delivery, failure);
      await take(delivery.body);
      await delivery.ack();
    },
    stop.signal,
  );
  return {
    work: `${demoPrefix}.${queue}`,
    dead: deadOf(queue),
    /** Of its source in redrive.yaml, as a mapping without its braces. */
    source,
    send: (body: object) => transport.send(queue, JSON.stringify(body), {}),
    /** From now on its consumer does this, and fails no more. */
    mend: (does: (body: string) => Promise<void> | void) => {
      take = does;
    },
    close: async () => {
      stop.abort();
      await consuming;
      await transport.close();
      await drop();
    },
  };
}

async function opened(kind: Kind) {
  if (kind === "rabbitmq") {
    const host = await createVirtualHost();
    const source = `kind: rabbitmq, url: "${host.url}", management: "${host.management}", envelope: flat`;
    return { transport: await rabbitmqTransport(host.url), source, deadOf: deadOnRabbitMQ, drop: host.drop };
  }
  const { bootstrap, stop } = await sharedKafka();
  return {
    transport: await kafkaTransport([bootstrap]),
    source: `kind: kafka, brokers: ["${bootstrap}"], envelope: flat`,
    deadOf: deadOnKafka,
    drop: stop,
  };
}
