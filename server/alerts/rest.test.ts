import { expect, test } from "vitest";
import { everyMs, leastMs, restMs, startPacing } from "./rest.ts";

/** Evaluates for so long, where each takes `tookMs`, and dead letters come every `ringMs` (null: none), `rate` of them a second. */
function pace(tookMs: number, ringMs: number | null, { rate = 0, seconds = 600 } = {}) {
  const next = startPacing(0);
  let [now, turns, longest, last] = [0, 0, 0, 0];
  while (now < seconds * 1_000) {
    now += tookMs;
    turns++;
    const rest = next({ tookMs, nowMs: now, stored: (rate * (now - last)) / 1_000 });
    last = now;
    longest = Math.max(longest, rest.leastMs);
    now += ringMs === null ? rest.restMs : Math.min(rest.restMs, Math.max(rest.leastMs, ringMs));
  }
  return { share: (turns * tookMs) / now, turns, longest };
}

test("at rest it takes a fortieth of a core at most", () => {
  expect(pace(20, null).share).toBeLessThan(0.006);
  expect(pace(200, null).share).toBeLessThan(0.026);
  expect([restMs(1), restMs(60_000)]).toEqual([everyMs, 15_000]);
});

test("in a storm it takes a twentieth from the first second on, however long one takes; what takes little is done once a second", () => {
  const storm = { rate: 5_000, seconds: 20 };
  expect(pace(20, 0, storm).turns).toBeGreaterThan(18);
  expect(pace(200, 0, storm).share).toBeLessThan(0.06);
  expect(pace(600, 0, { ...storm, seconds: 600 }).share).toBeLessThan(0.06);
});

test("a dead letter now and then waits for a second at most, also where an evaluation takes long; many of them wait for longer", () => {
  expect(pace(200, 3_000).longest).toBe(leastMs);
  expect(pace(200, 100).share).toBeLessThan(0.12);
});
