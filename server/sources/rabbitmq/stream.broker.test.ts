import { randomUUID } from "node:crypto";
import { connect } from "amqplib";
import { expect, onTestFinished, test } from "vitest";
import { createVirtualHost } from "../../testing/rabbitmq-host.ts";
import { takeMessages } from "../harness.ts";
import { createRabbitMQ } from "./create.ts";

test.each(["stream", "quorum", "classic"])("without management a %s is taken from, or refused with the reason", async (type) => {
  const host = await createVirtualHost();
  const model = await connect(host.url);
  onTestFinished(async () => {
    await model.close();
    await host.drop();
  });
  const channel = await model.createConfirmChannel();
  const { queue } = await channel.assertQueue(`dlq-${randomUUID()}`, { durable: true, arguments: { "x-queue-type": type } });
  channel.sendToQueue(queue, Buffer.from("dead"), { persistent: true });
  await channel.waitForConfirms();
  const broker = createRabbitMQ({ source: "shop", url: host.url, management: null });
  onTestFinished(() => broker.close());
  const taking = takeMessages(broker, queue, 1);
  if (type !== "stream") return expect((await taking).map(({ body }) => Buffer.from(body ?? []).toString())).toEqual(["dead"]);
  await expect(taking).rejects.toMatchObject({
    name: "BrokerError",
    code: "invalid",
    message: expect.stringMatching(/is a stream: .*capture: watch/),
  });
});
