import { expect, test } from "vitest";
import { changedWords } from "./words.ts";

test("says what was done, what was not and why, and what goes on", () => {
  expect(changedWords({ changed: 1_200, skipped: 0, skippedBy: {}, waiting: 0 }, "discarded")).toEqual({ what: "1,200 discarded." });
  expect(changedWords({ changed: 3, skipped: 3, skippedBy: { deleted: 1, replaying: 2 }, waiting: 0 }, "restored")).toEqual({
    what: "3 restored, 3 not.",
    why: "Not: 2 in a replay, 1 deleted in the meantime.",
  });
  expect(changedWords({ changed: 10_000, skipped: 0, skippedBy: {}, waiting: 990_000 }, "discarded").what).toBe(
    "10,000 discarded, 990,000 to go.",
  );
});

test("nothing done of what was chosen is no success", () => {
  expect(changedWords({ changed: 0, skipped: 2, skippedBy: { discarded: 2 }, waiting: 0 }, "discarded")).toEqual({
    what: "0 discarded, 2 not.",
    why: "Not: 2 discarded already.",
    failed: true,
  });
});
