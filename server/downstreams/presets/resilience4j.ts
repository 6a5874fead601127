import { byLabel, type MetricPreset, sumOf } from "../metric-preset.ts";
import type { BreakerState } from "../reading.ts";
import { gaugeOf } from "../state-gauge.ts";

export const states: Readonly<Record<string, BreakerState>> = {
  closed: "closed",
  open: "open",
  half_open: "half_open",
  forced_open: "forced_open",
  disabled: "disabled",
  metrics_only: "metrics_only",
};
const prefix = "resilience4j_circuitbreaker";
const metrics = ["state", "failure_rate", "buffered_calls", "not_permitted_calls_total"].map((name) => `${prefix}_${name}`);

export const resilience4j: MetricPreset = {
  wants: (metric) => metrics.includes(metric),
  read: (samples, asking) => {
    const known = byLabel(samples, ["name"]);
    return gaugeOf(
      samples.filter(({ name }) => name === `${prefix}_state`),
      { label: "name", states, least: 6 },
      asking,
    ).map((reading) => {
      const own = known.get(reading.breaker) ?? [];
      const rate = sumOf(own, `${prefix}_failure_rate`);
      return {
        ...reading,
        // Below 0: fewer calls than it needs to say.
        failureRate: rate === null || rate < 0 || rate > 100 ? null : rate,
        calls: sumOf(own, `${prefix}_buffered_calls`),
        rejected: sumOf(own, `${prefix}_not_permitted_calls_total`),
      };
    });
  },
};
