import { expect, test } from "vitest";
import type { HandlingCount } from "./failure.ts";
import { countsText } from "./words.ts";

const count = (kind: HandlingCount["kind"], where: string | null, n: number | null) => ({ kind, where, count: n });

test.each<[readonly ReturnType<typeof count>[], string | null]>([
  [[], null],
  [[count("rejected", "w", 1)], "Rejected once in w"],
  [[count("rejected", "w1", 3), count("rejected", "w2", 2)], "Rejected 5 times: w1 3, w2 2"],
  [[count("rejected", "w1", 3), count("rejected", null, null)], "Rejected at least 4 times: w1 3, a queue without a name at least 1"],
  [[count("rejected", "w", null)], "Rejected at least once in w"],
  [[count("limit", "work", null), count("rejected", "slow", 1)], "Rejected once in slow. Returned to work until its delivery limit"],
  [[count("received", "orders", 3)], "Received 3 times, Redrive's own reading included"],
  [[count("delivered", "billing", 1200)], "Delivered 1,200 times to billing"],
])("%j", (counts, text) => {
  expect(countsText(counts)).toBe(text);
});
