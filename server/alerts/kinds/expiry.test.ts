import { expect, test } from "vitest";
import { at, deep, factsOf, queue, world } from "../../testing/alert-world.ts";

test("that dead letters expire is told again, also to who has it, when little time is left and when deletion begins", () => {
  const { turn, log, act } = world([{ ...deep, kind: "expiry", params: { hours: 24 }, forSeconds: 0, keepSeconds: 0, steps: [] }]);
  const waits = { ...queue, captured: false, ready: 3, expiresAt: at(30 * 60) };
  const go = (hours: number) => turn(factsOf(at(hours * 60), [], [waits]));
  go(5);
  go(18);
  act("acknowledge", at(18 * 60 + 1));
  for (const hours of [20, 27, 28, 29, 30, 31]) go(hours);
  expect(log.map(({ kind, at: when }) => [kind, when])).toEqual([
    ["fired", at(18 * 60)],
    ["acknowledged", at(18 * 60 + 1)],
    ["worse", at(28 * 60)],
    ["worse", at(30 * 60)],
  ]);
});
