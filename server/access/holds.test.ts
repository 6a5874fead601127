import fc from "fast-check";
import { expect, test } from "vitest";
import { globMatches } from "../text/glob.ts";
import { missingOf } from "./holds.ts";

const grant = (queues: readonly string[], sources: readonly string[] = ["*"]) => ({
  role: "r",
  permissions: ["queue.view", "queue.pause"] as const,
  sources,
  queues,
});
const missing = (has: ReturnType<typeof grant>, wants: ReturnType<typeof grant>) => missingOf([has], wants).length > 0;

test("nobody gives more than they have: neither permissions nor places", () => {
  expect(missingOf("everything", grant(["*"]))).toEqual([]);
  expect(missingOf([], grant(["a"]))).toEqual(["queue.view", "queue.pause"]);
  expect(missingOf([{ ...grant(["*"]), permissions: ["queue.view"] }], grant(["a"]))).toEqual(["queue.pause"]);
  expect(missing(grant(["orders.*"]), grant(["orders.eu.*", "orders.dlq"]))).toBe(false);
  expect(missing(grant(["orders.*"]), grant(["*"]))).toBe(true);
  expect(missing(grant(["orders.*"]), grant(["orders.dlq", "refunds.dlq"]))).toBe(true);
  expect(missing(grant(["*"], ["eu"]), grant(["*"], ["*"]))).toBe(true);
  expect(missingOf([{ ...grant(["*"]), within: { sources: ["eu"], queues: ["*"] } }], grant(["*"]))).toHaveLength(2);
});

test("a pattern that is said to lie within another never reaches beyond it", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 5 });
  const name = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 });
  fc.assert(
    fc.property(pattern, pattern, name, (wide, narrow, queue) => {
      if (!missing(grant([wide]), grant([narrow])) && globMatches(narrow, queue)) expect(globMatches(wide, queue)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});
