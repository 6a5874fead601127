import { expect, test } from "vitest";
import type { OpenPolicy } from "./downstream.ts";
import { gateOf } from "./gate.ts";
import { judgeDownstream } from "./judge-downstream.ts";
import { type BreakerState, unknownReading } from "./reading.ts";

const now = new Date("2026-11-23T12:00:00Z");
const reading = (state: BreakerState, ageSeconds = 1) => {
  const at = now.getTime() - ageSeconds * 1_000;
  return { ...unknownReading("gateway", "pay:8080", at, "so"), state, via: "pay:8080", seenAt: at };
};
const judged = (opens: OpenPolicy, ...states: readonly BreakerState[]) =>
  judgeDownstream(
    { opens, staleSeconds: 60 },
    states.map((state) => reading(state)),
    now,
  ).state;

test.each<[OpenPolicy, readonly BreakerState[], string]>([
  ["any_open", [], "unknown"],
  ["any_open", ["closed", "closed"], "closed"],
  ["any_open", ["closed", "open"], "open"],
  ["any_open", ["closed", "half_open"], "half_open"],
  ["any_open", ["closed", "unknown"], "unknown"],
  ["any_open", ["open", "unknown"], "open"],
  ["any_open", ["closed", "forced_open"], "open"],
  ["any_open", ["closed", "isolated"], "open"],
  ["any_open", ["disabled", "metrics_only"], "closed"],
  ["majority_open", ["closed", "closed", "open"], "closed"],
  ["majority_open", ["closed", "open", "open"], "open"],
  ["majority_open", ["closed", "open"], "closed"],
  ["majority_open", ["closed", "closed", "unknown"], "closed"],
  ["majority_open", ["closed", "open", "unknown"], "unknown"],
  ["majority_open", ["closed", "open", "half_open"], "half_open"],
  ["all_open", ["closed", "unknown"], "closed"],
  ["all_open", ["open", "unknown"], "unknown"],
  ["all_open", ["open", "open"], "open"],
])("%s: %j is %s", (opens, states, state) => {
  expect(judged(opens, ...states)).toBe(state);
});

test("what is too old is unknown, with the reason", () => {
  const { state, readings } = judgeDownstream({ opens: "any_open", staleSeconds: 60 }, [reading("closed"), reading("closed", 61)], now);
  expect(state).toBe("unknown");
  expect(readings.map((one) => one.state)).toEqual(["closed", "unknown"]);
  expect(readings[1]?.why).toBe("It has not been read for too long.");
});

test("what lies in the future by more than its age allows is unknown: a clock that is ahead would keep it fresh for an hour", () => {
  const { state, readings } = judgeDownstream(
    { opens: "any_open", staleSeconds: 60 },
    [reading("closed", -59), reading("closed", -3_600)],
    now,
  );
  expect(state).toBe("unknown");
  expect(readings.map(({ why }) => why)).toEqual(["so", "Its time lies in the future: the clocks differ."]);
});

test.each(["constructor", "toString", "throttled"])("a stored state that this version does not know is unknown: %s", (state) => {
  const stored = { ...reading("closed"), state: state as BreakerState };
  expect(judgeDownstream({ opens: "any_open", staleSeconds: 60 }, [stored], now).state).toBe("unknown");
});

test.each([
  ["closed", "go", "go", "go"],
  ["half_open", "warn", "trickle", "trickle"],
  ["open", "confirm", "hold", "hold"],
  ["unknown", "warn", "hold", "warn"],
] as const)("the gates of %s", (state, single, bulk, lenient) => {
  expect(gateOf(state, { bulk: false, unknownHolds: true, stable: true })).toBe(single);
  expect(gateOf(state, { bulk: true, unknownHolds: true, stable: true })).toBe(bulk);
  expect(gateOf(state, { bulk: true, unknownHolds: false, stable: true })).toBe(lenient);
});

test("what only Redrive reads takes a few of many until it was quiet for long enough", () => {
  expect(gateOf("unknown", { bulk: true, unknownHolds: false, stable: false })).toBe("trickle");
  expect(gateOf("unknown", { bulk: false, unknownHolds: false, stable: false })).toBe("warn");
});

test("what has closed only now takes a few of many, and a single one", () => {
  expect(gateOf("closed", { bulk: true, unknownHolds: true, stable: false })).toBe("trickle");
  expect(gateOf("closed", { bulk: false, unknownHolds: true, stable: false })).toBe("go");
});
