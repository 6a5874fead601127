import { expect, test } from "vitest";
import { atOnce, lastsSeconds, nextRate, stagesOf, wiseStages } from "./choose.ts";

test.each([
  [100, true, 0],
  [101, true, 2],
  [450, true, 5],
  [1_000_000, true, 5],
  [1_000_000, false, 0],
])("of %i messages, recognised %s, a canary of %i is wise", (sendable, watchable, canary) => {
  expect(wiseStages(sendable, watchable)).toEqual({ canary, ramp: canary > 0 });
});

test("a choice makes stages, of which the last sends the rest", () => {
  expect(stagesOf(atOnce)).toEqual([{ kind: "full" }]);
  expect(stagesOf({ canary: 3, ramp: false }).map(({ kind }) => kind)).toEqual(["canary", "full"]);
  expect(stagesOf({ canary: 3, ramp: true }).map(({ kind }) => kind)).toEqual(["canary", "ramp", "full"]);
});

test("a rate doubles below the replay's own, or below a thousand", () => {
  const rates = (cap: number | null) => {
    const all = [1];
    for (let rate = nextRate(1, cap); rate !== null; rate = nextRate(rate, cap)) all.push(rate);
    return all;
  };
  expect(rates(12)).toEqual([1, 2, 4, 8]);
  expect(rates(8)).toEqual([1, 2, 4]);
  expect(rates(null).at(-1)).toBe(512);
});

test("how long it lasts counts the watch of the canary and the ramp", () => {
  expect(lastsSeconds(120, 12, atOnce, 60)).toBe(10);
  expect(lastsSeconds(125, 12, { canary: 5, ramp: false }, 60)).toBe(70);
  // 30 + 60 + 120 + 240 messages in 120 s, then 12 a second.
  expect(lastsSeconds(455 + 120, 12, { canary: 5, ramp: true }, 60)).toBe(60 + 120 + 10);
  expect(lastsSeconds(35, null, { canary: 5, ramp: true }, 60)).toBe(90);
  expect(lastsSeconds(1_000_000, null, { canary: 5, ramp: true }, 60)).toBeNull();
});
