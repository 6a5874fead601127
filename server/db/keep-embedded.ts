import { pause } from "../process/loop.ts";
import { startEmbedded } from "./embedded.ts";

/** Starts the embedded Postgres of the folder that is named again whenever it has ended, until this process is told to stop. */
const [, , home = ""] = process.argv;
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());

while (!stop.signal.aborted) {
  await startEmbedded(home).catch((error: unknown) => process.stderr.write(`redrive: ${error instanceof Error ? error.message : error}\n`));
  await pause(1_000, stop.signal);
}
