import { expect, test } from "vitest";
import { numberText, rateText } from "./numbers.ts";

test("thousands are set apart, and fractions end after three digits", () => {
  expect(numberText(1_234_567)).toBe("1,234,567");
  expect(numberText(0)).toBe("0");
  expect(numberText(0.12345)).toBe("0.123");
});

test.each([
  [136.4, "136"],
  [1_200, "1,200"],
  [2.44, "2.4"],
  [0.1, "0.1"],
  [3, "3"],
])("%d a minute reads %s", (rate, text) => {
  expect(rateText(rate)).toBe(text);
});
