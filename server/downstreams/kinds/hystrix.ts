import { text } from "../../sources/source-kind.ts";
import { countOf, fieldsOf, percentOf, textOf } from "../json-answer.ts";
import { path, readingKind } from "../reading-kind.ts";
import { ReadingError, type Told, unknownReading } from "../reading.ts";

type Fields = Readonly<Record<string, unknown>>;

export const hystrixKind = readingKind({
  kind: "hystrix",
  description: "The stream of Hystrix, of one application or of a Turbine: what it sends within two seconds is read.",
  label: "Hystrix",
  mostBytes: 4 * 1_048_576,
  streamMs: 2_000,
  shape: {
    breaker: text.optional().meta({ description: "Name of the command. Left out: every command.", examples: ["ChargeCard"] }),
    path: path.optional().meta({ description: "Path of the stream. Left out: the path of `url`.", examples: ["/actuator/hystrix.stream"] }),
  },
  paths: ({ path: own }, base) => [own === undefined ? base : new URL(own, base)],
  parse: ([answer], { breaker }, { instance, at }) => {
    const newest = new Map<string, Fields>();
    const lines = textOf(answer).split("\n");
    // The last line may have been cut off.
    for (const line of lines.slice(0, -1)) {
      const event = line.startsWith("data:") ? eventOf(line.slice(5)) : null;
      const name = event?.["type"] === "HystrixCommand" ? String(event["name"] ?? "") : null;
      if (event && name !== null && (breaker === undefined || name === breaker)) newest.set(name, event);
    }
    if (newest.size === 0) throw new ReadingError("Its stream told no command.");
    return [...newest].map(([name, event]) => readingOf(name, event, instance, at));
  },
});

function eventOf(text: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return null;
  }
}

function readingOf(name: string, event: Fields, instance: string, at: number): Told {
  const isOpen = openOf(event["isCircuitBreakerOpen"]);
  if (isOpen === null) return unknownReading(name, instance, at, "It does not tell whether it is open.");
  const forced = event["propertyValue_circuitBreakerForceOpen"] === true;
  return {
    ...unknownReading(name, instance, at, ""),
    state: forced ? "forced_open" : isOpen ? "open" : "closed",
    failureRate: percentOf(event["errorPercentage"]),
    threshold: percentOf(event["propertyValue_circuitBreakerErrorThresholdPercentage"]),
    calls: countOf(event["requestCount"]),
    rejected: countOf(event["rollingCountShortCircuited"]),
    why: null,
  };
}

/** Turbine tells how many instances say true and false. */
function openOf(told: unknown): boolean | null {
  if (typeof told === "boolean") return told;
  const counts = fieldsOf(told);
  if (!counts || (countOf(counts["true"]) === null && countOf(counts["false"]) === null)) return null;
  return (countOf(counts["true"]) ?? 0) > 0;
}
