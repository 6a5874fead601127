import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { setTimeout as delay } from "node:timers/promises";
import { failureAttributes, together, type Transport } from "./transport.ts";

const received = 3;

/** The shop on SQS: work queues with a redrive policy of three receives. */
export function sqsTransport(endpoint: string): Transport {
  const client = new SQSClient({ region: "eu-west-1", endpoint, credentials: { accessKeyId: "demo", secretAccessKey: "demo" } });
  const urls = new Map<string, string>();
  const create = async (name: string, attributes: Record<string, string>) => {
    const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    urls.set(name, QueueUrl);
  };
  const send = async (queue: string, body: string, attributes: Readonly<Record<string, string>>) => {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, text]) => [
        name,
        { DataType: "String", StringValue: text || " " } satisfies MessageAttributeValue,
      ]),
    );
    await client.send(new SendMessageCommand({ QueueUrl: urls.get(queue), MessageBody: body, MessageAttributes }));
  };
  return {
    declare: async (queue, holdSeconds) => {
      await create(`${queue}-dlq`, { MessageRetentionPeriod: "1209600" });
      const policy = { deadLetterTargetArn: `arn:aws:sqs:eu-west-1:123456789012:${queue}-dlq`, maxReceiveCount: received };
      await create(queue, { VisibilityTimeout: String(holdSeconds), RedrivePolicy: JSON.stringify(policy) });
    },
    send,
    consume: async (queue, handle, signal) => {
      while (!signal.aborted) {
        const { Messages = [] } = await client
          .send(
            new ReceiveMessageCommand({
              QueueUrl: urls.get(queue),
              MaxNumberOfMessages: together,
              WaitTimeSeconds: 1,
              MessageAttributeNames: ["All"],
            }),
            { abortSignal: signal },
          )
          .catch(() => ({ Messages: [] }));
        await Promise.all(
          Messages.map(({ Body = "", MessageAttributes = {}, ReceiptHandle }) => {
            const attributes = Object.fromEntries(
              Object.entries(MessageAttributes).map(([name, { StringValue = "" }]) => [name, StringValue]),
            );
            const ack = async () => void (await client.send(new DeleteMessageCommand({ QueueUrl: urls.get(queue), ReceiptHandle })));
            return handle({ body: Body, attributes, ack });
          }),
        );
        if (Messages.length === 0) await delay(100, undefined, { signal }).catch(() => {});
      }
    },
    bury: async (queue, delivery, failure) => {
      await send(`${queue}-dlq`, delivery.body, { ...delivery.attributes, ...failureAttributes(queue, failure) });
      await delivery.ack();
    },
    close: async () => client.destroy(),
  };
}
