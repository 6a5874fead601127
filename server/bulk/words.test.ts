import { expect, test } from "vitest";
import { changedWords, copiesWords } from "./words.ts";

test("says what was done, what was not and why, and what goes on", () => {
  expect(changedWords({ changed: 1_200, skipped: 0, skippedBy: {}, waiting: 0, unread: 0 }, "discarded")).toEqual({
    what: "1,200 discarded.",
  });
  expect(changedWords({ changed: 3, skipped: 3, skippedBy: { deleted: 1, replaying: 2 }, waiting: 0, unread: 0 }, "restored")).toEqual({
    what: "3 restored, 3 not.",
    why: "Not: 2 in a replay, 1 deleted in the meantime.",
  });
  expect(changedWords({ changed: 10_000, skipped: 0, skippedBy: {}, waiting: 990_000, unread: 0 }, "discarded").what).toBe(
    "10,000 discarded, 990,000 to go.",
  );
});

test("nothing done of what was chosen is no success", () => {
  expect(changedWords({ changed: 0, skipped: 2, skippedBy: { discarded: 2 }, waiting: 0, unread: 0 }, "discarded")).toEqual({
    what: "0 discarded, 2 not.",
    why: "Not: 2 discarded already.",
    failed: true,
  });
});

test("what may match and could not be read is told, also where all that was chosen is done", () => {
  expect(changedWords({ changed: 3, skipped: 1, skippedBy: { deleted: 1 }, waiting: 0, unread: 2 }, "discarded")).toEqual({
    what: "3 discarded, 1 not.",
    why: "Not: 1 deleted in the meantime. 2 messages may match and are not chosen: only the first 1 MB of a body is searched, and headers that cannot be read are not.",
  });
  expect(changedWords({ changed: 3, skipped: 0, skippedBy: {}, waiting: 0, unread: 1 }, "restored").why).toMatch(
    /^1 message may match and is/,
  );
});

test("of copies that were not all looked for, no count is said to be all", () => {
  expect(copiesWords({ n: 0, lookedAt: null })).toBeNull();
  expect(copiesWords({ n: 3, lookedAt: null })).toMatch(/^3 of them may be here already/);
  expect(copiesWords({ n: 3, lookedAt: 10_000 })).toMatch(/^At least 3 of them .* Only 10,000 of the released messages were checked\./);
  expect(copiesWords({ n: 0, lookedAt: 10_000 })).toMatch(/^Unknown\. Only 10,000 of the released messages were checked\./);
});
