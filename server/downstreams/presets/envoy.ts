import { byLabel, type MetricPreset, sumOf } from "../metric-preset.ts";
import type { Sample } from "../prometheus-text.ts";
import type { Asking } from "../reading-kind.ts";
import { type BreakerState, type Told, unknownReading } from "../reading.ts";

const prefix = "envoy_cluster";
const limits = ["cx_open", "rq_open", "rq_pending_open", "rq_retry_open"].map((name) => `${prefix}_circuit_breakers_default_${name}`);
const ejected = `${prefix}_outlier_detection_ejections_active`;
const members = `${prefix}_membership_total`;

/** Clusters of Envoy and Istio: a limit that is reached, or every host ejected, is open; some hosts ejected is half-open. */
export const envoy: MetricPreset = {
  wants: (metric) => limits.includes(metric) || metric === ejected || metric === members,
  read: (samples, asking) =>
    [...byLabel(samples, ["envoy_cluster_name", "cluster_name"])].map(([cluster, own]) => readingOf(cluster, own, asking)),
};

function readingOf(cluster: string, own: readonly Sample[], { instance, at }: Asking): Told {
  const gauges = limits.flatMap((metric) => own.filter(({ name }) => name === metric));
  const out = sumOf(own, ejected);
  const all = sumOf(own, members);
  if (gauges.length === 0 && out === null) return unknownReading(cluster, instance, at, "It tells neither limits nor ejected hosts.");
  if (gauges.some(({ value }) => value !== 0 && value !== 1)) return unknownReading(cluster, instance, at, "A limit is neither 0 nor 1.");
  const state = stateOf(
    gauges.some(({ value }) => value === 1),
    out ?? 0,
    all,
  );
  const failureRate = out !== null && all !== null && all > 0 ? Math.min(100, (100 * out) / all) : null;
  return { ...unknownReading(cluster, instance, at, ""), state, failureRate, why: null };
}

function stateOf(isLimited: boolean, out: number, all: number | null): BreakerState {
  if (isLimited || (out > 0 && all !== null && out >= all)) return "open";
  return out > 0 ? "half_open" : "closed";
}
