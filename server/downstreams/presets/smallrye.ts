import type { MetricPreset } from "../metric-preset.ts";
import type { BreakerState } from "../reading.ts";
import { gaugeOf } from "../state-gauge.ts";

export const states: Readonly<Record<string, BreakerState>> = { closed: "closed", open: "open", halfOpen: "half_open" };
const metric = "ft_circuitbreaker_state_current";

/** Quarkus and others with MicroProfile Fault Tolerance; older builds do not tell the state. */
export const smallrye: MetricPreset = {
  wants: (name) => name === metric,
  read: (samples, asking) => gaugeOf(samples, { label: "method", states, least: 3 }, asking),
};
