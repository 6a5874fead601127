import { expect, test } from "vitest";
import { askOf } from "./ask";

test("nothing is confirmed before it is counted, and a large discard by its exact number", () => {
  expect(askOf({ act: "discard", n: null, failed: false })).toMatchObject({
    action: "Discard",
    count: "Counting …",
    typed: undefined,
    refusal: "They are being counted.",
  });
  expect(askOf({ act: "discard", n: null, failed: true }).refusal).toBe("They could not be counted.");
  expect(askOf({ act: "discard", n: 0, failed: false }).refusal).toBe("Nothing matches any more.");
  expect(askOf({ act: "discard", n: 180_000, failed: false })).toEqual({
    title: "Discard 180,000 messages",
    action: "Discard 180,000",
    count: "exactly 180,000",
    typed: "180000",
    refusal: null,
  });
});

test.each([
  [{ act: "discard", n: 100 }, undefined],
  [{ act: "discard", n: 101 }, "101"],
  [{ act: "restore", n: 5_000 }, undefined],
  [{ act: "export", n: 5_000 }, undefined],
] as const)("%j asks to type %j", (asked, typed) => {
  expect(askOf({ ...asked, failed: false }).typed).toBe(typed);
});

test("a single message is named and not counted", () => {
  expect(askOf({ act: "restore", n: 1, failed: false, name: "ord-7" })).toMatchObject({
    title: "Restore ord-7",
    action: "Restore",
    count: null,
  });
});
