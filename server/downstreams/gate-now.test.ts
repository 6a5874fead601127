import { expect, test } from "vitest";
import { bank } from "../testing/downstreams.ts";
import { gateNow, holdEndOf } from "./gate-now.ts";

const open = { state: "open", unstableUntil: null, isReported: true } as const;
const unknown = { state: "unknown", unstableUntil: null, isReported: true } as const;
const spec = bank("http://127.0.0.1");

test("what is unknown holds a replay of many only where something could report", () => {
  expect(gateNow(spec, unknown, true)).toBe("hold");
  expect(gateNow({ ...spec, unknownHolds: false }, unknown, true)).toBe("warn");
  expect(gateNow({ ...spec, readings: [] }, unknown, true)).toBe("warn");
  expect(gateNow(spec, unknown, false)).toBe("warn");
});

test("a hold ends where the table of gates lets go", () => {
  expect(holdEndOf(spec, open, true)).toBe("closed");
  expect(holdEndOf({ ...spec, unknownHolds: false }, open, true)).toBe("closed_or_unknown");
  expect(holdEndOf(spec, open, false)).toBe("not_open");
  expect(holdEndOf({ ...spec, readings: [] }, { ...open, isReported: false }, true)).toBe("quiet");
  expect(holdEndOf(spec, { ...open, state: "closed" }, true)).toBe("now");
  expect(holdEndOf(spec, { ...open, state: "closed", unstableUntil: new Date() }, true)).toBe("closed");
});
