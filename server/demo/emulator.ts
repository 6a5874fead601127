import { createSqsServer } from "local-aws-sqs";

/** An SQS on loopback for the demo, in this process; its queues go with it. */
const port = Number(process.env["EMULATOR_PORT"] ?? 4401);
const server = await createSqsServer({ port, hostname: "127.0.0.1", region: "eu-west-1", emulateQueueCreationLifecycle: false });
process.on("SIGTERM", () => {
  server.close();
  process.exit(0);
});
