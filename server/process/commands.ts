import { fileURLToPath } from "node:url";

/** kafkajs asks for a timer in the past, which Node does at once, and says so. */
const quiet = "--disable-warning=TimeoutNegativeWarning";

/** Starts the console, built before, on `http` of the configuration. */
export const consoleCommand: readonly [string, ...string[]] = [
  process.execPath,
  quiet,
  fileURLToPath(new URL("../serve/serve.ts", import.meta.url)),
];

/**
 * Reading its own TypeScript fills the young generation once and leaves a process at 320 MB; with a small one, and an old one that grows by half at most between
 * collections, a worker stays below 250 MB while it sends, at the same speed.
 */
const small = [process.execPath, quiet, "--max-semi-space-size=4", "--heap-growing-percent=50"] as const;

/** Starts a worker process. */
export const workerCommand: readonly [string, ...string[]] = [...small, fileURLToPath(new URL("../worker.ts", import.meta.url))];

/** Evaluates and delivers alerts while no worker does. */
export const standInCommand: readonly [string, ...string[]] = [...small, fileURLToPath(new URL("../stand-in.ts", import.meta.url))];
