import { systemPrincipal } from "./access/principal.ts";
import { loadConfig } from "./config/load.ts";
import { orEnd } from "./process/or-end.ts";
import { openContext } from "./process/open.ts";
import { alertSignals, alertTasks } from "./alerts/tasks.ts";
import { deliveryTasks } from "./alerts/delivery-tasks.ts";
import { applicationTasks } from "./applications/tasks.ts";
import { armCrashPoint } from "./process/crash-point.ts";
import { bulkTasks } from "./bulk/tasks.ts";
import { captureTasks } from "./capture/tasks.ts";
import { subscribe } from "./capture/tell-signals.ts";
import { downstreamTasks } from "./downstreams/tasks.ts";
import { messageTasks } from "./messages/tasks.ts";
import { serveMetrics } from "./metrics/listen.ts";
import { startTraces } from "./traces/start.ts";
import { type Task, work } from "./process/work.ts";
import { queueTasks } from "./queues/tasks.ts";
import { sequenceTasks } from "./sequences/tasks.ts";
import { replayTasks } from "./replays/tasks.ts";

/** All that a worker does, listed by who owns it. */
const tasks: readonly Task[] = [
  ...captureTasks,
  ...replayTasks,
  ...sequenceTasks,
  ...bulkTasks,
  ...queueTasks,
  ...messageTasks,
  ...downstreamTasks,
  ...applicationTasks,
  ...alertTasks,
  ...deliveryTasks,
];

/** How long a stop may take before the process goes anyway; what was begun then counts as a crash, and nothing is lost by one. */
const stopMs = 20_000;

const config = orEnd(loadConfig);
armCrashPoint(config.crashAt);
subscribe(alertSignals);
const { ctx, close } = await openContext(config, systemPrincipal("worker"), { waits: true });
const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    stop.abort();
    setTimeout(() => process.exit(1), stopMs).unref();
  });
}
ctx.log.info({ sources: config.sources.map(({ name }) => name) }, "the worker runs");
const stopTraces = await startTraces(ctx);
const metrics = serveMetrics(ctx, stop.signal);
await work(ctx, tasks, stop.signal);
await metrics;
await stopTraces();
await close();
