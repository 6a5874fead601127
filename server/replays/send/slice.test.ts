import { expect, test } from "vitest";
import { firstSlice, nextSlice } from "./slice.ts";

test("a quick broker gets larger slices, a slow one smaller ones, within bounds", () => {
  let size = firstSlice;
  for (let turn = 0; turn < 10; turn++) size = nextSlice(size, size, 20);
  expect(size).toBe(500);
  for (let turn = 0; turn < 10; turn++) size = nextSlice(size, size, 2_000);
  expect(size).toBe(10);
  expect(nextSlice(100, 100, 300)).toBe(100);
});

test("a slice that was not full does not grow the next one", () => {
  expect(nextSlice(50, 3, 5)).toBe(50);
});
