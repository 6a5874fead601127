import { expect, test } from "vitest";
import { intakeLimit } from "./intake.ts";
import { nextPrefetch } from "./prefetch.ts";

const half = intakeLimit / 2;

test("a prefetch shrinks only when messages overflowed the intake", () => {
  expect(nextPrefetch({ now: 400, most: 400, bytes: half / 100, overflowed: false })).toBe(400);
  expect(nextPrefetch({ now: 400, most: 400, bytes: half / 100, overflowed: true })).toBe(100);
  expect(nextPrefetch({ now: 400, most: 400, bytes: intakeLimit, overflowed: true })).toBe(1);
});

test("a prefetch grows once four times as many fit, and never over the most", () => {
  expect(nextPrefetch({ now: 100, most: 4_000, bytes: half / 399, overflowed: false })).toBe(100);
  expect(nextPrefetch({ now: 100, most: 4_000, bytes: half / 400, overflowed: false })).toBe(400);
  expect(nextPrefetch({ now: 100, most: 4_000, bytes: 1, overflowed: true })).toBe(4_000);
});
