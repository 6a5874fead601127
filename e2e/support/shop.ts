import { type ChannelModel, type ConfirmChannel, connect, type Options } from "amqplib";

const exchange = "shop";

/** The watched system of a journey: work queues whose consumers fail, with their dead-letter queues. */
export class Shop {
  readonly #connection: ChannelModel;
  readonly #channel: ConfirmChannel;

  private constructor(connection: ChannelModel, channel: ConfirmChannel) {
    this.#connection = connection;
    this.#channel = channel;
  }

  static async open(url: string): Promise<Shop> {
    const connection = await connect(url);
    const channel = await connection.createConfirmChannel();
    await channel.assertExchange(exchange, "topic", { durable: true });
    await channel.assertExchange("dlx", "direct", { durable: true });
    return new Shop(connection, channel);
  }

  /** A work queue that dead-letters to `<name>.dlq`. */
  async queue(name: string): Promise<void> {
    const dead = `${name}.dlq`;
    await this.#channel.assertQueue(dead, { durable: true });
    await this.#channel.bindQueue(dead, "dlx", dead);
    await this.#channel.assertQueue(name, {
      durable: true,
      arguments: { "x-dead-letter-exchange": "dlx", "x-dead-letter-routing-key": dead },
    });
    await this.#channel.bindQueue(name, exchange, `${name}.#`);
  }

  /** A work queue whose dead letters go nowhere, and the end of it. */
  async losingQueue(name: string): Promise<() => Promise<void>> {
    await this.#channel.assertQueue(name, { deadLetterExchange: "dlx", deadLetterRoutingKey: `${name}.lost` });
    return async () => void (await this.#channel.deleteQueue(name));
  }

  /** Publishes and lets a consumer reject each: real dead letters. */
  async fail(queue: string, messages: readonly { body: Buffer | string; options?: Options.Publish }[]): Promise<void> {
    for (const { body, options } of messages)
      this.#channel.publish(exchange, `${queue}.event`, Buffer.from(body), { persistent: true, ...options });
    await this.#channel.waitForConfirms();
    for (let rejected = 0; rejected < messages.length; ) {
      const message = await this.#channel.get(queue);
      if (!message) continue;
      this.#channel.reject(message, false);
      rejected++;
    }
  }

  /** Consumes a queue as a service does that works: `taken` is told of each message. Answers how to stop it. */
  async consume(queue: string, taken: (message: { body: Buffer; headers: Record<string, unknown> }) => void): Promise<() => Promise<void>> {
    const { consumerTag } = await this.#channel.consume(
      queue,
      (message) => message && taken({ body: message.content, headers: message.properties.headers ?? {} }),
      { noAck: true },
    );
    return async () => void (await this.#channel.cancel(consumerTag));
  }

  /** Takes one message from a queue, as its consumer would; null: none is there. */
  async take(queue: string): Promise<{ body: Buffer; headers: Record<string, unknown>; routingKey: string } | null> {
    const message = await this.#channel.get(queue, { noAck: true });
    return message ? { body: message.content, headers: message.properties.headers ?? {}, routingKey: message.fields.routingKey } : null;
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }
}

/** An order event that failed with `error`, as a framework republishes it. */
export function failedOrder(order: string, error: { type: string; text: string; at: string }): { body: string; options: Options.Publish } {
  const event = {
    eventType: "OrderPlaced",
    eventId: `evt-${order}`,
    timestamp: new Date().toISOString(),
    version: 2,
    aggregateId: order,
    payload: { orderId: order, total: 129.9, serial: 1 },
  };
  const trace = `${error.type}: ${error.text}\n\tat ${error.at}\n\tat org.springframework.amqp.Listener.run(Listener.java:10)`;
  return {
    body: JSON.stringify(event).replace('"serial":1', '"serial":9007199254740993'),
    options: {
      contentType: "application/json",
      headers: {
        "x-exception-message": error.text,
        "x-exception-stacktrace": trace,
        "x-original-exchange": exchange,
        "x-original-routingKey": "orders",
      },
    },
  };
}
