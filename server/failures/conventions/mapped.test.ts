import { expect, it } from "vitest";
import { deadLetter, noRules } from "../../testing/heads.ts";
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
    attemptCount: 5,
    attempts: [
      { from: 1, to: 4, source: "x-tries 5" },
      { from: 5, to: 5, certainty: "exact", where: "charge" },
    ],
    origin: { queue: "orders", handler: "charge" },
    strips: Object.keys(headers),
  });
});

it("says unknown for what is absent or nonsense", () => {
  expect(readMapped(deadLetter({ "x-tries": "-5", "x-when": "2026-11-23 02:50:42" }), rules)).toMatchObject({
    attemptCount: null,
    attempts: [],
    diedAt: null,
    origin: null,
  });
  expect(readMapped(deadLetter({ other: "x" }), rules)).toBeNull();
  expect(readMapped(deadLetter({ "x-error": "Refused" }), noRules)).toBeNull();
});
