import { inferState } from "../infer.ts";
import { byLabel, type MetricPreset } from "../metric-preset.ts";

/** opossum-prometheus has one counter of events, called `circuit` behind a prefix of the operator's choice. It does not tell half-open from open. */
export const opossum: MetricPreset = {
  wants: (metric) => /(?:^|_)circuit$/.test(metric),
  read: (samples, { instance, at, before }) =>
    [...byLabel(samples, ["name"])].map(([breaker, own]) => {
      const count = (event: string) => own.reduce((sum, { labels, value }) => (labels["event"] === event ? sum + value : sum), 0);
      const events = {
        opened: count("open"),
        closed: count("close"),
        halfOpened: 0,
        rejected: count("reject"),
        succeeded: count("success"),
      };
      const last = before.find((one) => one.breaker === breaker && one.instance === instance);
      return inferState({ breaker, instance, at }, events, last, true);
    }),
};
