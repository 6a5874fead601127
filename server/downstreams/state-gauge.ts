import type { Sample } from "./prometheus-text.ts";
import type { Asking } from "./reading-kind.ts";
import { type BreakerState, type Told, unknownReading } from "./reading.ts";

/** How a library writes its gauge: the label with the name of a breaker, its states, and how many of them each breaker tells at least. */
export interface GaugeForm {
  readonly label: string;
  readonly states: Readonly<Record<string, BreakerState>>;
  readonly least: number;
}

/** The breakers in the samples of such a gauge. */
export function gaugeOf(samples: readonly Sample[], form: GaugeForm, { instance, at }: Pick<Asking, "instance" | "at">): readonly Told[] {
  const series = samples.map(({ labels, value, at: own }) => ({
    breaker: labels[form.label] ?? "",
    instance,
    state: labels["state"] ?? "",
    value,
    at: own ?? at,
  }));
  return readStateGauge(series, form);
}

/** One series of a gauge that has a series for each state. */
export interface StateSeries {
  readonly breaker: string;
  readonly instance: string;
  readonly state: string;
  readonly value: number;
  /** When the value was so, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * Breakers by a gauge of 0 and 1 for each state: exactly one series has to be 1 and every other 0. None, two, NaN, a state that the library does not
 * have: unknown. `least`: so many series each breaker has; fewer say that some are lost.
 */
export function readStateGauge(series: readonly StateSeries[], { states, least }: Pick<GaugeForm, "states" | "least">): readonly Told[] {
  const byBreaker = Map.groupBy(series, ({ breaker, instance }) => `${instance}\n${breaker}`);
  return [...byBreaker.values()].flatMap((all) => {
    const [first] = all;
    return first ? [readingOf(first, all, states, least)] : [];
  });
}

function readingOf(
  { breaker, instance }: StateSeries,
  all: readonly StateSeries[],
  states: Readonly<Record<string, BreakerState>>,
  least: number,
): Told {
  // The oldest of them speaks: a series that is left over from before says nothing of now.
  const at = Math.min(...all.map((one) => one.at));
  const unknown = (why: string) => unknownReading(breaker, instance, at, why);
  if (all.some(({ value }) => value !== 0 && value !== 1)) return unknown("Its state has a value that is neither 0 nor 1.");
  const on = all.filter(({ value }) => value === 1);
  if (on.length !== 1) return unknown(on.length === 0 ? "It tells no state." : "It tells more than one state.");
  if (new Set(all.map((one) => one.state)).size < least) return unknown("Some of its states are missing.");
  const told = on[0]?.state ?? "";
  const state = Object.hasOwn(states, told) ? states[told] : undefined;
  if (!state) return unknown("It tells a state that is not known here.");
  return { breaker, instance, state, method: "reported", failureRate: null, threshold: null, calls: null, rejected: null, at, why: null };
}
