import { randomUUID } from "node:crypto";
import { connect } from "amqplib";
import { describeBroker } from "../conformance.ts";
import { createVirtualHost } from "../../testing/rabbitmq-host.ts";
import { startProxy } from "../../testing/proxy.ts";
import { createRabbitMQ } from "./create.ts";
import { versionNumber } from "./delivery-limit.ts";
import { packHead } from "./head.ts";
import { properties } from "./wire-samples.ts";

for (const type of ["classic", "quorum"] as const) {
  describeBroker(`RabbitMQ, ${type} queues`, async () => {
    const host = await createVirtualHost();
    const model = await connect(host.url);
    model.on("error", () => {});
    const channel = await model.createConfirmChannel();
    // From 4.0 on quorum queues have a limit by default, with which it would not be safe to take.
    const { version } = (model as unknown as { connection: { serverProperties: { version: string } } }).connection.serverProperties;
    const unlimited = type === "quorum" && versionNumber(version) >= 4 ? { "x-delivery-limit": -1 } : {};
    const declare = async (settings: Record<string, unknown> = {}) => {
      const { queue } = await channel.assertQueue(`q-${randomUUID()}`, { arguments: { "x-queue-type": type, ...settings } });
      return queue;
    };
    const proxy = await startProxy({ host: new URL(host.url).hostname, port: Number(new URL(host.url).port) });
    const proxied = new URL(host.url);
    proxied.host = `127.0.0.1:${proxy.port}`;
    const adapter = (url: string) => createRabbitMQ({ source: "shop", url, management: host.management });
    const nowhere = new URL(host.url);
    return {
      capabilities: {
        capture: ["take", "watch"],
        confirms: true,
        ordered: false,
        findsAttempts: false,
        log: false,
        exchanges: true,
      },
      bodies: { empty: true, none: false, controls: true },
      carriesHeaders: true,
      ordersHeaders: true,
      rewrites: [],
      seesOrigins: true,
      shares: "messages",
      connect: () => adapter(proxied.href),
      unreachable: (secret) => {
        nowhere.port = "1";
        nowhere.password = secret;
        return adapter(nowhere.href);
      },
      deadLetterQueue: async () => {
        const queue = await declare(unlimited);
        const exchange = `dlx-${queue}`;
        await channel.assertExchange(exchange, "fanout");
        await channel.bindQueue(queue, exchange, "");
        return { queue, origin: await declare({ "x-dead-letter-exchange": exchange }) };
      },
      queue: () => declare(),
      die: async ({ queue, origin }, messages) => {
        for (const { body, headers } of messages) {
          channel.sendToQueue(origin, Buffer.from(body), {
            headers: { ...headers },
            persistent: true,
            messageId: randomUUID(),
            type: "order.paid",
          });
        }
        await channel.waitForConfirms();
        const before = (await channel.checkQueue(queue)).messageCount;
        const { consumerTag } = await channel.consume(origin, (message) => message && channel.reject(message, false));
        while ((await channel.checkQueue(queue)).messageCount < before + messages.length);
        await channel.cancel(consumerTag);
      },
      refusing: async () => {
        const head = packHead({
          exchange: Buffer.alloc(0),
          routingKey: Buffer.alloc(0),
          properties: properties({ "user-id": "somebody" }),
        });
        return { target: { to: "queue", queue: await declare() }, message: { body: Buffer.from("{}"), head } };
      },
      disconnect: async () => proxy.cut(),
      close: async () => {
        await model.close().catch(() => {});
        await proxy.close();
        await host.drop();
      },
    };
  });
}
