import { expect, it } from "vitest";
import { deadLetter, death, noRules, type Plain } from "../../testing/heads.ts";
import { readMapped } from "./mapped.ts";

const rules = {
  ...noRules,
  headers: {
    errorType: "x-error",
    errorText: "x-reason",
    attempts: "x-tries",
    failedAt: "x-when",
    originQueue: "x-queue",
    handler: "x-handler",
  },
};

it("reads headers as configured, and a replay leaves them out", () => {
  const headers = {
    "x-error": "Refused",
    "x-reason": "no",
    "x-tries": 5,
    "x-when": "2026-11-23T02:50:42Z",
    "x-queue": "orders",
    "x-handler": "charge",
  };
  expect(readMapped(deadLetter(headers), rules)).toMatchObject({
    errors: [{ type: "Refused", text: "no" }],
    tries: { count: 5, source: "x-tries 5" },
    attempts: [{ after: 0, where: "charge" }],
    origin: { queue: "orders", handler: "charge" },
    strips: Object.keys(headers),
  });
});

it("counts one try more than a header of retries, unless the queue may never have handed the message out", () => {
  const counter = { ...noRules, headers: { retries: "x-retry" } };
  const of = (deaths: readonly Plain[]) => readMapped(deadLetter({ "x-retry": 2, "x-death": deaths }), counter)?.tries ?? null;
  expect(of([])).toEqual({ count: 3, source: "x-retry 2" });
  expect(of([death()])).toMatchObject({ count: 3 });
  expect(of([death({ reason: "expired" })])).toBeNull();
});

it("says unknown for what is absent or nonsense", () => {
  expect(readMapped(deadLetter({ "x-tries": "-5", "x-when": "2026-11-23 02:50:42" }), rules)).toMatchObject({
    tries: null,
    attempts: [],
    diedAt: null,
    origin: null,
  });
  expect(readMapped(deadLetter({ other: "x" }), rules)).toBeNull();
  expect(readMapped(deadLetter({ "x-error": "Refused" }), noRules)).toBeNull();
});
