import { inferState } from "../infer.ts";
import type { MetricPreset } from "../metric-preset.ts";

const metric = "resilience_polly_strategy_events_total";

/** Polly counts transitions alone, and tells nothing of a breaker before its first one. */
export const polly: MetricPreset = {
  wants: (name) => name === metric,
  read: (samples, { instance, at, before }) => {
    const breakers = Map.groupBy(
      samples.filter(({ labels }) => labels["event_name"]?.startsWith("OnCircuit")),
      ({ labels }) => [labels["pipeline_name"], labels["pipeline_instance"], labels["strategy_name"]].filter(Boolean).join("/"),
    );
    return [...breakers].map(([breaker, own]) => {
      const count = (event: string) => own.reduce((sum, { labels, value }) => (labels["event_name"] === event ? sum + value : sum), 0);
      const events = {
        opened: count("OnCircuitOpened"),
        closed: count("OnCircuitClosed"),
        halfOpened: count("OnCircuitHalfOpened"),
        rejected: 0,
        succeeded: 0,
      };
      const last = before.find((one) => one.breaker === breaker && one.instance === instance);
      return { ...inferState({ breaker, instance, at }, events, last, false), rejected: null };
    });
  },
};
