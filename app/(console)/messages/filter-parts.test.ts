import { expect, test } from "vitest";
import { partsOf, withoutPart, withTyped } from "./filter-parts";

const texts = (filter: string) => partsOf(filter).map(({ text }) => text);

test("a filter falls into its terms and what cannot be read, in the order in which they are written", () => {
  expect(texts("queue:orders.dlq colour:red verdict:poison")).toEqual(["queue:orders.dlq", "colour:red", "verdict:poison"]);
  expect(partsOf("queue:orders.dlq colour:red").map(({ term }) => term === null)).toEqual([false, true]);
});

test("one piece is taken out and the others stay as they are", () => {
  expect(withoutPart(partsOf("queue:orders.dlq -verdict:poison"), 0)).toBe("-verdict:poison");
});

test("what was typed is added, but not what cannot be read", () => {
  expect(withTyped(partsOf("queue:orders.dlq"), "verdict:poison")).toBe("queue:orders.dlq verdict:poison");
  expect(withTyped(partsOf("queue:orders.dlq"), "colour:red")).toBeNull();
});
