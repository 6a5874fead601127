import { once } from "node:events";
import { type ConfirmChannel, connect } from "amqplib";
import { deadOnRabbitMQ, demoPrefix } from "./queues.ts";
import { failureAttributes, together, type Transport } from "./transport.ts";

/** The shop on RabbitMQ: work queues that dead-letter through an exchange of their own. */
export async function rabbitmqTransport(url: string): Promise<Transport> {
  const connection = await connect(url);
  const channel: ConfirmChannel = await connection.createConfirmChannel();
  await channel.prefetch(together);
  await channel.assertExchange(`${demoPrefix}.dlx`, "direct", { durable: true });
  const name = (queue: string) => `${demoPrefix}.${queue}`;
  const publish = async (to: string, body: string, headers: Readonly<Record<string, string>>) => {
    channel.publish("", to, Buffer.from(body), { persistent: true, contentType: "application/json", headers: { ...headers } });
    await channel.waitForConfirms();
  };
  return {
    declare: async (queue) => {
      const dead = deadOnRabbitMQ(queue);
      await channel.assertQueue(dead, { durable: true });
      await channel.bindQueue(dead, `${demoPrefix}.dlx`, name(queue));
      await channel.assertQueue(name(queue), { durable: true, arguments: { "x-dead-letter-exchange": `${demoPrefix}.dlx` } });
    },
    send: (queue, body, attributes) => publish(name(queue), body, attributes),
    consume: async (queue, handle, signal) => {
      const { consumerTag } = await channel.consume(name(queue), (message) => {
        if (!message) return;
        const headers = (message.properties.headers ?? {}) as Record<string, unknown>;
        const attributes = Object.fromEntries(
          Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
        );
        let acked = false;
        const ack = async () => {
          acked = true;
          channel.ack(message);
        };
        void handle({ body: message.content.toString(), attributes, ack }).then(() => {
          if (!acked) channel.reject(message, false);
        });
      });
      if (!signal.aborted) await once(signal, "abort");
      // A connection that closes meanwhile cancels by itself.
      await channel.cancel(consumerTag).catch(() => {});
    },
    bury: async (queue, delivery, failure) => {
      await publish(deadOnRabbitMQ(queue), delivery.body, { ...delivery.attributes, ...failureAttributes(name(queue), failure) });
      await delivery.ack();
    },
    close: () => connection.close(),
  };
}
