import fc from "fast-check";
import { expect, it } from "vitest";
import { identityOf, orderedNumbers, orderedText, placeOf } from "./position.ts";

const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const numbers = fc.tuple(uint64, uint64);

it("sorts as its numbers do, as those of one log and those of two", () => {
  fc.assert(
    fc.property(numbers, numbers, (one, other) => {
      const [a, b] = [orderedText(...one), orderedText(...other)];
      const before = one[0] < other[0] || (one[0] === other[0] && one[1] < other[1]);
      expect(a < b).toBe(before);
      expect(orderedText(one[0]) < orderedText(other[0])).toBe(one[0] < other[0]);
      expect(Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0).toBe(before);
    }),
  );
});

it("gives its numbers back", () => {
  fc.assert(fc.property(numbers, (pair) => void expect(orderedNumbers(orderedText(...pair))).toEqual(pair)));
  expect(orderedText("0")).toBe("a0");
  expect(orderedText(42)).toBe("b42");
});

it("takes no text that would sort otherwise than its numbers", () => {
  for (const text of ["", "42", "a42", "c42", "b042", "b42 ", "b42/", "x", "a9999999"]) expect(orderedNumbers(text)).toBeNull();
});

it("is an identity, and what is none of a log is none", () => {
  const place = { part: "3", at: orderedText(42), mark: "-1" };
  expect(placeOf(identityOf(place))).toEqual(place);
  expect(placeOf(identityOf({ part: "", at: "a1", mark: "" }))).toEqual({ part: "", at: "a1", mark: "" });
  for (const other of [null, "", "a0b9f1b2-2f0d-4b2e-9c1e-000000000000", "a/b", "a/b/c/d"]) expect(placeOf(other)).toBeNull();
});
