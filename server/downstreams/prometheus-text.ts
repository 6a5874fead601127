import { ReadingError } from "./reading.ts";

/** One line of the Prometheus text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Milliseconds since 1970, where the line carries a time of its own; null: now. */
  readonly at: number | null;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?[ \t]+([^ \t]+)(?:[ \t]+(-?\d+(?:\.\d+)?))?(?:[ \t]+#.*)?$/;
const label = /\s*(?:([a-zA-Z_]\w*)|"((?:[^"\\]|\\.)*)")\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/y;
const escapes: Readonly<Record<string, string>> = { "\\\\": "\\", '\\"': '"', "\\n": "\n" };

/**
 * The samples of the metrics that are wanted, by the text format of Prometheus and that of OpenMetrics. Throws `ReadingError` where a line of a wanted
 * metric cannot be read, or where nothing of it looks like metrics.
 */
export function parseMetrics(text: string, isWanted: (name: string) => boolean): readonly Sample[] {
  const samples: Sample[] = [];
  let metrics = 0;
  for (const row of text.split("\n")) {
    const trimmed = row.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const name = /^[a-zA-Z_:][\w:]*/.exec(trimmed)?.[0];
    if (name === undefined)
      throw new ReadingError(trimmed.startsWith("<") ? "It answered with a page of HTML." : "Its answer is no metrics.");
    metrics += 1;
    if (isWanted(name)) samples.push(sampleOf(trimmed));
  }
  if (metrics === 0) throw new ReadingError("Its answer holds no metrics.");
  return samples;
}

function sampleOf(row: string): Sample {
  const [, name = "", labels = "", value = "", at] = line.exec(row) ?? fail();
  return { name, labels: labelsOf(labels), value: numberOf(value), at: at === undefined ? null : millisOf(Number(at)) };
}

function labelsOf(text: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  label.lastIndex = 0;
  while (label.lastIndex < text.trimEnd().length) {
    const [, name, quoted, value = ""] = label.exec(text) ?? fail();
    labels[name ?? quoted ?? ""] = value.replaceAll(/\\[\\"n]/g, (found) => escapes[found] ?? found);
  }
  return labels;
}

function numberOf(value: string): number {
  if (/^[+-]?Inf$/i.test(value)) return value.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^NaN$/i.test(value)) return Number.NaN;
  const n = Number(value);
  return Number.isNaN(n) ? fail() : n;
}

/** Prometheus writes milliseconds, OpenMetrics seconds. */
const millisOf = (at: number) => (at < 100_000_000_000 ? at * 1_000 : at);

function fail(): never {
  throw new ReadingError("A line of its metrics cannot be read.");
}
