import { Counter, type CounterConfiguration, collectDefaultMetrics, Histogram, register } from "prom-client";

/**
 * What this process itself counts, from its start. The registry of the library is one per process: Next bundles this module once for routes and once for
 * the process. Labels are names of watched queues and closed sets.
 */
export const processRegistry = register;

function counter<Label extends string>(of: CounterConfiguration<Label>): Counter<Label> {
  return (register.getSingleMetric(of.name) as Counter<Label> | undefined) ?? new Counter(of);
}

export const ingested = counter({
  name: "dlq_ingest_total",
  help: "Dead letters that this process stored. Redeliveries of stored ones are not counted.",
  labelNames: ["source", "queue"],
});

export const failedImports = counter({
  name: "dlq_ingest_failed_total",
  help: "Dead letters that could not be read or stored, and were put into failed imports with their bytes.",
  labelNames: ["source", "queue"],
});

export const boomerangs = counter({
  name: "dlq_replay_boomerang_total",
  help: "Replayed messages that came back as dead letters.",
  labelNames: ["source", "queue"],
});

export const replayed = counter({
  name: "dlq_replay_total",
  help: "Outcomes of replayed messages that this process wrote: confirmed, returned, refused or unknown by the broker's word, or skipped by a check.",
  labelNames: ["outcome"],
});

/** Seconds from a death to its capture: 50 ms, to a day. */
const lagBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3_600, 86_400];

export const captureLag =
  (register.getSingleMetric("dlq_capture_lag_seconds") as Histogram<"source"> | undefined) ??
  new Histogram({
    name: "dlq_capture_lag_seconds",
    help: "Time from a death to its capture, of dead letters that say when they died. By the clocks of the broker and of this machine.",
    labelNames: ["source"],
    buckets: lagBuckets,
  });

/** CPU, memory, event loop and garbage collection of this process. Once; again changes nothing. */
export function measureProcess(): void {
  if (register.getSingleMetric("process_start_time_seconds") === undefined) collectDefaultMetrics();
}
