import { expect, test } from "vitest";
import { mostWithin, timeToDie, windowSeconds } from "./watch-window.ts";

test("a window is never shorter than configured, and twice what is known", () => {
  expect(windowSeconds(60, null)).toBe(60);
  expect(windowSeconds(60, 4)).toBe(60);
  expect(windowSeconds(20, 115.2)).toBe(231);
  expect(windowSeconds(20, 10_000_000)).toBe(86_400);
  expect(windowSeconds(20, Number.POSITIVE_INFINITY)).toBe(86_400);
});

test("the slowest few of many do not stretch it, and one alone counts", () => {
  expect(mostWithin([])).toBeNull();
  expect(mostWithin([42])).toBe(42);
  expect(mostWithin([...Array.from({ length: 99 }, (_, at) => 99 - at), 90_000])).toBe(95);
});

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1_000);

test.each([
  ["from the first try", { triedAt: at(0), producedAt: at(-500), diedAt: at(90) }, 90],
  ["from its making where no try is carried", { triedAt: null, producedAt: at(0), diedAt: at(31) }, 31],
  ["an event that waited for hours says nothing", { triedAt: null, producedAt: at(-7_200), diedAt: at(0) }, null],
  ["clocks that disagree say nothing", { triedAt: at(5), producedAt: at(9), diedAt: at(0) }, null],
  ["an unknown death says nothing", { triedAt: at(0), producedAt: at(0), diedAt: null }, null],
  ["no time before it", { triedAt: null, producedAt: null, diedAt: at(0) }, null],
])("how long it took to die: %s", (_, dying, seconds) => {
  expect(timeToDie(dying)).toBe(seconds);
});
