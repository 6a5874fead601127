import { expect, test } from "vitest";
import { at, dead, deep, factsOf, world } from "../testing/alert-world.ts";

const rule = { ...deep, forSeconds: 0, keepSeconds: 0, steps: [] };

test.each(["acknowledge", "mute"] as const)("whoever presses %s is asked again from ten times the number of that moment on", (act) => {
  const { turn, log, act: press } = world([rule]);
  const kinds = () => log.map(({ kind }) => kind).filter((kind) => kind !== "changed");
  turn(factsOf(at(0), dead(10)));
  turn(factsOf(at(2), dead(95)));
  press(act, at(3));
  turn(factsOf(at(4), dead(120)));
  expect(kinds()).not.toContain("worse");
  turn(factsOf(at(6), dead(950)));
  expect(kinds().at(-1)).toBe("worse");
});

test("what is acknowledged while a replay has all of it still gets worse", () => {
  const { turn, log, act } = world([rule]);
  turn(factsOf(at(0), dead(10)));
  turn(factsOf(at(2), dead(0, 10)));
  act("acknowledge", at(3));
  turn(factsOf(at(5), dead(100)));
  expect(log.at(-1)?.kind).toBe("worse");
});
