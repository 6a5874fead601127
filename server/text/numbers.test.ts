import { expect, test } from "vitest";
import { numberText } from "./numbers.ts";

test("thousands are set apart, and fractions end after three digits", () => {
  expect(numberText(1_234_567)).toBe("1,234,567");
  expect(numberText(0)).toBe("0");
  expect(numberText(0.12345)).toBe("0.123");
});
