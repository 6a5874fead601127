import { connect } from "amqplib";

/** One dead letter: `event` is padded to a body of 500 bytes. */
export interface Filling {
  readonly event: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Five types of events, a thousand keys, one error. */
export function deadOrder(at: number): Filling {
  const type = at % 5;
  return {
    event: { eventId: `evt-${at}`, eventType: `OrderPlaced${type}`, aggregateId: `ord-${at % 1_000}` },
    headers: {
      "x-exception-message": "connect timed out",
      "x-original-exchange": "orders",
      "x-original-routingKey": `order.placed.${type}`,
    },
  };
}

interface Fill {
  readonly queue: string;
  readonly count: number;
  messageOf(at: number): Filling;
}

/** Publishes dead letters to a queue of RabbitMQ, which is made where there is none; resolves when the broker has all of them. */
export async function fillQueue(url: string, { queue, count, messageOf }: Fill): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(queue, { durable: true });
  for (let at = 0; at < count; at++) {
    const { event, headers } = messageOf(at);
    const bare = JSON.stringify({ ...event, payload: "" });
    const body = JSON.stringify({ ...event, payload: "x".repeat(Math.max(0, 500 - bare.length)) });
    const room = channel.sendToQueue(queue, Buffer.from(body), { persistent: true, messageId: `m-${at}`, headers });
    if (!room) await new Promise((resolve) => channel.once("drain", resolve));
  }
  await channel.waitForConfirms();
  await connection.close();
}
