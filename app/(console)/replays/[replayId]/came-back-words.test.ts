import { expect, test } from "vitest";
import { cameBackWords, limitWords } from "./came-back-words";

const none = {
  waiting: 0,
  held: 0,
  sending: 0,
  observing: 0,
  presumedOk: 0,
  processed: 0,
  confirmed: 0,
  cameBack: 0,
  failed: 0,
  unknown: 0,
  skipped: 0,
  cancelled: 0,
};

test.each([
  [{ cameBack: 3, presumedOk: 37 }, "3 of 40, 7.5 %"],
  [{ cameBack: 40 }, "40 of 40, 100 %"],
  [{ cameBack: 3, observing: 997 }, "3 so far, 997 still watched"],
  [{ cameBack: 3, presumedOk: 7, observing: 90 }, "3 so far, 90 still watched"],
  [{ cameBack: 1, presumedOk: 1_999 }, "1 of 2,000, under 0.1 %"],
  [{ cameBack: 1, presumedOk: 3, confirmed: 6 }, "1 of 4, 25 %, 6 not watched"],
  [{ observing: 5 }, "none so far, 5 still watched"],
  [{ presumedOk: 5 }, "none so far"],
  [{}, "none so far"],
  [{ confirmed: 5 }, "not watched"],
])("%j: %s", (counts, words) => {
  expect(cameBackWords({ ...none, ...counts }, false)).toBe(words);
});

test("of a release nothing is watched", () => {
  expect(cameBackWords({ ...none, confirmed: 4 }, true)).toBe("not watched");
});

test("a replay says by which number it would pause, how near that is, and what does not count", () => {
  const words = (near: Parameters<typeof limitWords>[0]["stop"]["near"], cameBack: number, least = 3) =>
    limitWords({ state: "running", release: false, counts: { ...none, cameBack }, stop: { percent: 3, least, newFailures: 2, near } });
  const rule = "Pauses itself above 3 % and at least 3, or at 2 new failures.";
  expect(words(null, 0)).toBe(rule);
  expect(words({ cameBack: 2, of: 80, excused: 0 }, 2)).toBe(`${rule} Now 2 of 80, 2.5 %.`);
  expect(words({ cameBack: 0, of: 5, excused: 5 }, 5, 1)).toBe(
    "Pauses itself above 3 %, or at 2 new failures. Now 0 of 5. Not counted: 5 from a downstream that was not stable.",
  );
  expect(words({ cameBack: 1, of: 0, excused: 0 }, 4)).toBe(`${rule} Now 1 of 0. Not counted: 3 from before it last went on.`);
  expect(limitWords({ state: "completed", release: false, counts: none, stop: { percent: 3, least: 3, newFailures: 2, near: null } })).toBe(
    "",
  );
});
