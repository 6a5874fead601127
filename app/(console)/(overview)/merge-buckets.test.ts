import { expect, test } from "vitest";
import { axisTicks, mergeBuckets, stackOrder } from "./merge-buckets";

const minute = 60_000;
const start = Date.parse("2026-11-20T02:13:00Z");
const buckets = [1, 2, 3, 4, 5].map((n, index) => ({
  at: new Date(start + index * minute).toISOString(),
  kinds: { "poison code_bug": n },
}));

test("bars of two minutes hold the sum of two; an odd last one stands alone", () => {
  const rows = mergeBuckets({ buckets, bucketMs: minute }, 2 * minute);
  expect(rows.map(({ kinds }) => kinds["poison code_bug"])).toEqual([3, 7, 5]);
  expect(rows[0]).toMatchObject({ at: start, middle: start + minute });
  expect(mergeBuckets({ buckets, bucketMs: minute }, minute)).toHaveLength(5);
});

test("ticks stand at round times inside the range", () => {
  const ticks = axisTicks("1h", start, start + 60 * minute, false, "utc");
  expect(new Date(ticks[0] ?? 0).toISOString()).toBe("2026-11-20T02:15:00.000Z");
  expect(ticks).toHaveLength(12);
  expect(axisTicks("1h", start, start + 60 * minute, true, "utc")).toHaveLength(4);
});

test("poison lies at the baseline, the largest of a verdict on top", () => {
  const kind = (verdict: "poison" | "transient" | "unknown", category: "timeout" | "code_bug" | "connection", total: number) => ({
    verdict,
    category,
    total,
    perMinute: null,
  });
  const order = stackOrder([
    kind("transient", "timeout", 90),
    kind("transient", "connection", 9),
    kind("unknown", "timeout", 5),
    kind("poison", "code_bug", 99),
  ]);
  expect(order.map(({ verdict, total }) => [verdict, total])).toEqual([
    ["poison", 99],
    ["unknown", 5],
    ["transient", 9],
    ["transient", 90],
  ]);
});
