import { expect, test } from "vitest";
import { changedWords } from "./words.ts";

test("says what was done, what was passed over, and what goes on", () => {
  expect(changedWords({ changed: 1_200, skipped: 0, waiting: 0 }, "discarded")).toEqual({ what: "1,200 discarded." });
  expect(changedWords({ changed: 3, skipped: 2, waiting: 0 }, "restored")).toEqual({
    what: "3 restored.",
    why: "2 were in another state by then.",
  });
  expect(changedWords({ changed: 10_000, skipped: 0, waiting: 990_000 }, "discarded").what).toBe("10,000 discarded, 990,000 to go.");
});
