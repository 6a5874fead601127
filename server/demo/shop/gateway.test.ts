import { expect, test } from "vitest";
import { planHealth } from "./gateway.ts";

test.each([
  [0, "well", 4_000],
  [4_000, "slow", 90_000],
  [76_000, "failing", 18_000],
  [94_000, "well", 150_000],
  [243_000, "well", 1_000],
  [244_000, "slow", 90_000],
] as const)("left alone for %i ms the gateway is %s, for %i ms more", (sinceMs, health, turnsInMs) => {
  expect(planHealth(sinceMs)).toEqual({ health, turnsInMs });
});
