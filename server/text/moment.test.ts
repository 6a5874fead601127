import { expect, test } from "vitest";
import { momentOf } from "./moment.ts";

test.each([null, undefined, "", "Infinity", "-Infinity", Number.NaN, 8.64e15 + 1, "soon"])("%j is no moment", (ms) => {
  expect(momentOf(ms)).toBeNull();
});

test.each([0, "1767225600000", -8.64e15])("%j is one", (ms) => {
  expect(momentOf(ms)?.getTime()).toBe(Number(ms));
});
