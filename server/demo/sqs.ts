import { createSqsServer } from "local-aws-sqs";

/** An SQS on loopback, in this process; its queues go with it. */
export async function startSqs(port: number): Promise<{ stop(): void }> {
  const server = await createSqsServer({ port, hostname: "127.0.0.1", region: "eu-west-1", emulateQueueCreationLifecycle: false });
  return { stop: () => void server.close() };
}
