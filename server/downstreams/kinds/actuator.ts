import { text } from "../../sources/source-kind.ts";
import { countOf, fieldsOf, objectOf, percentOf } from "../json-answer.ts";
import { path as ownPath, readingKind } from "../reading-kind.ts";
import { type BreakerState, type Told, unknownReading } from "../reading.ts";

const states: Readonly<Record<string, BreakerState>> = {
  CLOSED: "closed",
  OPEN: "open",
  HALF_OPEN: "half_open",
  FORCED_OPEN: "forced_open",
  DISABLED: "disabled",
  METRICS_ONLY: "metrics_only",
};

export const actuatorKind = readingKind({
  kind: "actuator",
  description: "The circuit breakers of resilience4j, as Spring Boot's actuator tells them: expose `circuitbreakers` there.",
  label: "resilience4j",
  shape: {
    breaker: text
      .optional()
      .meta({ description: "Name of the breaker. Left out: every breaker of the application.", examples: ["paymentGateway"] }),
    path: ownPath
      .default("/actuator/circuitbreakers")
      .meta({ description: "Path of the endpoint.", examples: ["/manage/circuitbreakers"] }),
  },
  paths: ({ path }, base) => [new URL(path, base)],
  parse: ([answer], { breaker }, { instance, at }) => {
    const breakers = fieldsOf(objectOf(answer)["circuitBreakers"]);
    return Object.entries(breakers ?? {}).flatMap(([name, told]) =>
      breaker === undefined || name === breaker ? [readingOf(name, instance, at, fieldsOf(told) ?? {})] : [],
    );
  },
});

function readingOf(breaker: string, instance: string, at: number, told: Readonly<Record<string, unknown>>): Told {
  const said = String(told["state"]);
  const state = Object.hasOwn(states, said) ? states[said] : undefined;
  if (!state) return unknownReading(breaker, instance, at, "It tells a state that resilience4j does not have.");
  return {
    breaker,
    instance,
    state,
    method: "reported",
    failureRate: percentOf(told["failureRate"]),
    threshold: percentOf(told["failureRateThreshold"]),
    calls: countOf(told["bufferedCalls"]),
    rejected: countOf(told["notPermittedCalls"]),
    at,
    why: null,
  };
}
