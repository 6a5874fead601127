import { expect, test } from "vitest";
import { cameBackWords } from "./came-back-words";

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
