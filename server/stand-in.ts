import { systemPrincipal } from "./access/principal.ts";
import { standIn } from "./alerts/stand-in.ts";
import { loadConfig } from "./config/load.ts";
import { armCrashPoint } from "./process/crash-point.ts";
import { openContext } from "./process/open.ts";
import { orEnd } from "./process/or-end.ts";

/** Runs beside a console only while no worker evaluates alerts, so that somebody is told that none does. The process ends when a worker does it again. */

const config = orEnd(loadConfig);
armCrashPoint(config.crashAt);
const { ctx, close } = await openContext(config, systemPrincipal("stand-in"), { waits: true });
const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());
await standIn(ctx, stop.signal);
await close();
