import { expect, test } from "vitest";
import { steadyOrder } from "./steady-order";

test("known rows keep their places, and a new order is said", () => {
  expect(steadyOrder([1, 2, 3], [3, 1, 2])).toEqual({ ids: [1, 2, 3], waiting: 0, moved: true });
  expect(steadyOrder([1, 2, 3], [1, 2, 3])).toEqual({ ids: [1, 2, 3], waiting: 0, moved: false });
});

test("new rows above wait, one more page is appended", () => {
  expect(steadyOrder([1, 2], [9, 1, 2])).toEqual({ ids: [1, 2], waiting: 1, moved: false });
  expect(steadyOrder([1, 2], [1, 2, 3, 4])).toEqual({ ids: [1, 2, 3, 4], waiting: 0, moved: false });
});

test("a row that is gone moves nothing", () => {
  expect(steadyOrder([1, 2, 3], [1, 3])).toEqual({ ids: [1, 2, 3], waiting: 0, moved: false });
});

test("the first rows are all shown", () => {
  expect(steadyOrder([], [5, 4])).toEqual({ ids: [5, 4], waiting: 0, moved: false });
});
