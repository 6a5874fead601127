import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

test("seconds and dates are read, and nothing else", () => {
  const now = Date.parse("2026-11-29T10:00:00Z");
  expect(
    ["30", "0", " 1.5 ", "Sun, 29 Nov 2026 10:00:10 GMT", "Sun, 29 Nov 2026 09:00:00 GMT"].map((text) => retryAfterMs(text, now)),
  ).toEqual([30_000, 0, 1_500, 10_000, 0]);
  expect([undefined, "", "soon", "-1", "1e9x"].map((text) => retryAfterMs(text, now))).toEqual([null, null, null, null, null]);
});
