import { startSqs } from "./sqs.ts";

/** The demo's SQS, a program of its own. */
const sqs = await startSqs(Number(process.env["EMULATOR_PORT"] ?? 4401));
process.on("SIGTERM", () => {
  sqs.stop();
  process.exit(0);
});
