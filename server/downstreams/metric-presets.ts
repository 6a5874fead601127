import { envoy } from "./presets/envoy.ts";
import { opossum } from "./presets/opossum.ts";
import { polly } from "./presets/polly.ts";
import { resilience4j } from "./presets/resilience4j.ts";
import { smallrye } from "./presets/smallrye.ts";
import type { MetricPreset } from "./metric-preset.ts";

/** The libraries whose metrics are known. */
export const metricPresets = { resilience4j, smallrye, envoy, opossum, polly } as const satisfies Readonly<Record<string, MetricPreset>>;
export const presetNames = Object.keys(metricPresets) as [keyof typeof metricPresets, ...(keyof typeof metricPresets)[]];
