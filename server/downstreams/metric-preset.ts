import type { Sample } from "./prometheus-text.ts";
import type { Asking } from "./reading-kind.ts";
import type { Told } from "./reading.ts";

/** How one library's breakers stand in metrics. */
export interface MetricPreset {
  /** Whether a metric is one of those that it reads. */
  wants(metric: string): boolean;
  /** Pure: the breakers in these samples, which are wanted ones alone. */
  read(samples: readonly Sample[], asking: Asking): readonly Told[];
}

/** The same by a label, in the order in which the names come. */
export function byLabel(samples: readonly Sample[], labels: readonly string[]): ReadonlyMap<string, readonly Sample[]> {
  return Map.groupBy(samples, (sample) => labels.map((label) => sample.labels[label]).find((name) => name !== undefined) ?? "");
}

/** The sum of one metric, with these labels; null: it is not told, or no number. */
export function sumOf(samples: readonly Sample[], metric: string, labels: Readonly<Record<string, string>> = {}): number | null {
  const values = samples.filter(
    (one) => one.name === metric && Object.entries(labels).every(([name, value]) => one.labels[name] === value),
  );
  const sum = values.reduce((total, { value }) => total + value, 0);
  return values.length > 0 && Number.isFinite(sum) ? sum : null;
}
