import { systemPrincipal } from "./access/principal.ts";
import { loadConfig } from "./config/load.ts";
import { openContext } from "./process/open.ts";
import { armCrashPoint } from "./process/crash-point.ts";
import { work } from "./work.ts";

/** How long a stop may take before the process goes anyway; what was begun then counts as a crash, and nothing is lost by one. */
const stopMs = 20_000;

const config = loadConfig();
armCrashPoint(config.crashAt);
const { ctx, close } = await openContext(config, systemPrincipal("worker"));
const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    stop.abort();
    setTimeout(() => process.exit(1), stopMs).unref();
  });
}
ctx.log.info({ sources: config.sources.map(({ name }) => name) }, "the worker runs");
await work(ctx, stop.signal);
await close();
