import { text } from "../../sources/source-kind.ts";
import { countOf, fieldsOf, jsonOf } from "../json-answer.ts";
import { path, readingKind } from "../reading-kind.ts";
import { type BreakerState, ReadingError, type Told, unknownReading } from "../reading.ts";

type Fields = Readonly<Record<string, unknown>>;

export const opossumKind = readingKind({
  kind: "opossum",
  description:
    "Breakers of opossum, at a page of your own that answers with `breaker.toJSON()`: of one breaker, a list of them, or a mapping by name.",
  label: "opossum",
  mostBytes: 8 * 1_048_576,
  shape: {
    breaker: text
      .optional()
      .meta({ description: "Name of the breaker. Left out: every breaker that the page tells.", examples: ["charge"] }),
    path: path.optional().meta({ description: "Path of the page. Left out: the path of `url`.", examples: ["/breakers"] }),
  },
  paths: ({ path: own }, base) => [own === undefined ? base : new URL(own, base)],
  parse: ([answer], { breaker }, { instance, at }) =>
    breakersOf(jsonOf(answer)).flatMap((told) => {
      const name = String(fieldsOf(told["state"])?.["name"] ?? "");
      return breaker === undefined || name === breaker ? [readingOf(name, told, instance, at)] : [];
    }),
});

/** The objects with a `state` and a `status`. */
function breakersOf(told: unknown): readonly Fields[] {
  const one = fieldsOf(told);
  if (one && fieldsOf(one["state"])) return [one];
  const all: readonly unknown[] = Array.isArray(told) ? told : one ? Object.values(one) : [];
  const breakers = all.map(fieldsOf).filter((each) => each !== null && fieldsOf(each["state"]) !== null) as readonly Fields[];
  if (breakers.length === 0) throw new ReadingError("Its answer holds no breaker of opossum.");
  return breakers;
}

function readingOf(name: string, told: Fields, instance: string, at: number): Told {
  const state = stateOf(fieldsOf(told["state"]) ?? {});
  const status = fieldsOf(told["status"]) ?? {};
  const [fires, rejected, failures] = [countOf(status["fires"]), countOf(status["rejects"]), countOf(status["failures"])];
  // Calls that were rejected failed nowhere: they are no part of the rate.
  const calls = fires === null ? null : Math.max(0, fires - (rejected ?? 0));
  if (state === null) return unknownReading(name, instance, at, "It tells not exactly one state.");
  return {
    ...unknownReading(name, instance, at, ""),
    state,
    failureRate: calls && failures !== null ? Math.min(100, (100 * failures) / calls) : null,
    calls,
    rejected,
    why: null,
  };
}

/** A disabled one says closed too, and one that was shut down says nothing. */
function stateOf({ enabled, shutdown, open, closed, halfOpen }: Fields): BreakerState | null {
  if (shutdown === true) return null;
  if (enabled === false) return "disabled";
  const on = Object.entries({ open, closed, half_open: halfOpen }).filter(([, is]) => is === true);
  return on.length === 1 ? ((on[0]?.[0] ?? null) as BreakerState | null) : null;
}
