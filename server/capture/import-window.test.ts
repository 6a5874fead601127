import { expect, test } from "vitest";
import { ImportWindow } from "./import-window.ts";

const at = (seconds: number) => new Date(seconds * 1_000);

test("fifty failures within twenty seconds are too many", () => {
  const window = new ImportWindow();
  expect(window.add(30, at(0))).toBe(false);
  expect(window.add(19, at(19))).toBe(false);
  expect(window.add(1, at(19.5))).toBe(true);
  expect(window.add(1, at(19.6))).toBe(false);
});

test("failures that are older are forgotten", () => {
  const window = new ImportWindow();
  window.add(49, at(0));
  expect(window.add(49, at(20))).toBe(false);
});
