import { z } from "zod";
import { text } from "../../sources/source-kind.ts";
import { textOf } from "../json-answer.ts";
import { metricPresets, presetNames } from "../metric-presets.ts";
import { parseMetrics } from "../prometheus-text.ts";
import { path as ownPath, readingKind } from "../reading-kind.ts";

export const prometheusKind = readingKind({
  kind: "prometheus",
  description: "Circuit breakers in the metrics of an application, in the text format of Prometheus.",
  label: "metrics",
  mostBytes: 8 * 1_048_576,
  shape: {
    library: z
      .enum(presetNames)
      .describe("The library whose metrics they are. opossum and polly tell no state: it is inferred from what they count."),
    breaker: text
      .optional()
      .meta({ description: "Name of the breaker. Left out: every breaker of the application.", examples: ["paymentGateway"] }),
    path: ownPath.optional().meta({ description: "Path of the metrics. Left out: the path of `url`.", examples: ["/actuator/prometheus"] }),
  },
  paths: ({ path }, base) => [path === undefined ? base : new URL(path, base)],
  parse: ([answer], { library, breaker }, asking) => {
    const preset = metricPresets[library];
    const samples = parseMetrics(textOf(answer), preset.wants);
    return preset.read(samples, asking).filter((one) => breaker === undefined || one.breaker === breaker);
  },
});
