import { z } from "zod";
import { text } from "../../sources/source-kind.ts";
import { fieldsOf, objectOf } from "../json-answer.ts";
import { states as resilience4jStates } from "../presets/resilience4j.ts";
import { states as smallryeStates } from "../presets/smallrye.ts";
import { type Answer, readingKind } from "../reading-kind.ts";
import { ReadingError, type Told, unknownReading } from "../reading.ts";
import { type GaugeForm, readStateGauge } from "../state-gauge.ts";

type Gauge = GaugeForm & { readonly metric: string };
const gauges = {
  resilience4j: { metric: "resilience4j_circuitbreaker_state", label: "name", states: resilience4jStates, least: 6 },
  smallrye: { metric: "ft_circuitbreaker_state_current", label: "method", states: smallryeStates, least: 3 },
} as const satisfies Readonly<Record<string, Gauge>>;

export const prometheusServerKind = readingKind({
  kind: "prometheus_server",
  description:
    "A Prometheus that scrapes the applications already. A target that it cannot scrape is unknown, also while Prometheus still answers its last value.",
  label: "Prometheus",
  isComplete: true,
  mostBytes: 8 * 1_048_576,
  shape: {
    library: z.enum(["resilience4j", "smallrye"]).describe("The library whose metrics they are."),
    job: text.meta({ description: "The job of the applications in Prometheus.", examples: ["payments"] }),
    breaker: text
      .optional()
      .meta({ description: "Name of the breaker. Left out: every breaker of the job.", examples: ["paymentGateway"] }),
  },
  paths: ({ library, job }, base) => {
    const { metric } = gauges[library];
    const of = `{job=${JSON.stringify(job)}}`;
    return [`${metric}${of}`, `timestamp(${metric}${of})`, `up${of}`].map((query) => {
      const url = new URL(base);
      url.pathname = `${url.pathname.replace(/\/$/, "")}/api/v1/query`;
      url.searchParams.set("query", query);
      return url;
    });
  },
  parse: ([values, times, up], { library, breaker }, { instance: server, at }) => {
    const gauge = gauges[library];
    const readAt = new Map(vectorOf(times).map(({ labels, value }) => [keyOf(labels), value * 1_000]));
    const series = vectorOf(values).map(({ labels, value }) => ({
      breaker: labels[gauge.label] ?? "",
      instance: labels["instance"] ?? server,
      state: labels["state"] ?? "",
      value,
      // Whose time is not told is as old as can be.
      at: readAt.get(keyOf(labels)) ?? 0,
    }));
    const told = readStateGauge(series, gauge).filter((one) => breaker === undefined || one.breaker === breaker);
    return joinTargets(told, vectorOf(up), at, breaker);
  },
});

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Only what is scraped now counts; a target of the job that tells nothing stands for a breaker that may be open. */
function joinTargets(told: readonly Told[], up: readonly Series[], at: number, breaker: string | undefined): readonly Told[] {
  const scraped = new Map(up.map(({ labels, value }) => [labels["instance"] ?? "", value === 1]));
  const current = told.map((one) =>
    scraped.get(one.instance) ? one : unknownReading(one.breaker, one.instance, at, "Prometheus does not reach it now."),
  );
  const silent = [...scraped].filter(([instance]) => !told.some((one) => one.instance === instance));
  const name = breaker ?? told[0]?.breaker ?? "breaker";
  return [
    ...current,
    ...silent.map(([instance, isUp]) =>
      unknownReading(name, instance, at, isUp ? "It tells no breaker to Prometheus." : "Prometheus does not reach it now."),
    ),
  ];
}

/** The same series in two answers: `timestamp()` drops only the name of the metric. */
function keyOf(labels: Readonly<Record<string, string>>): string {
  const { __name__: _, ...own } = labels;
  return JSON.stringify(Object.entries(own).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function vectorOf(answer: Answer | undefined): readonly Series[] {
  const { data, error, status } = objectOf(answer, [400, 422, 503]);
  if (status !== "success")
    throw new ReadingError(`Prometheus refused the question${typeof error === "string" ? "" : " without a reason"}.`);
  const { resultType, result } = fieldsOf(data) ?? {};
  if (resultType !== "vector" || !Array.isArray(result)) throw new ReadingError("Prometheus answered with no vector.");
  return result.map((one) => seriesOf(fieldsOf(one) ?? {}));
}

function seriesOf({ metric, value }: Readonly<Record<string, unknown>>): Series {
  const labels = Object.fromEntries(Object.entries(fieldsOf(metric) ?? {}).map(([name, text_]) => [name, String(text_)]));
  return { labels, value: Array.isArray(value) ? Number(value[1]) : Number.NaN };
}
