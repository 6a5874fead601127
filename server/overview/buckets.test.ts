import { expect, test } from "vitest";
import { fillBuckets, rangeStart } from "./buckets.ts";

const now = new Date("2026-11-20T03:12:40Z");

test("an hour by minutes ends with the minute that runs; empty ones are there", () => {
  const inflow = fillBuckets("1h", now, [
    { bucket: 0, verdict: "poison", category: "code_bug", n: 2, undated: 0 },
    { bucket: 54, verdict: "transient", category: "timeout", n: 10, undated: 0 },
    { bucket: 58, verdict: "transient", category: "timeout", n: 15, undated: 0 },
    { bucket: 59, verdict: "transient", category: "timeout", n: 100, undated: 0 },
    { bucket: 59, verdict: "unknown", category: "timeout", n: 1, undated: 0 },
  ]);
  expect(inflow.from).toEqual(new Date("2026-11-20T02:13:00Z"));
  expect(inflow.buckets).toHaveLength(60);
  expect(inflow.buckets[59]).toEqual({ at: new Date("2026-11-20T03:12:00Z"), kinds: { "transient timeout": 100, "unknown timeout": 1 } });
  expect(inflow.buckets[1]?.kinds).toEqual({});
  expect(inflow.kinds.map(({ verdict, category, total, perMinute }) => [verdict, category, total, perMinute])).toEqual([
    ["poison", "code_bug", 2, 0],
    ["transient", "timeout", 125, 5],
    ["unknown", "timeout", 1, 0],
  ]);
  expect(inflow.total).toBe(128);
});

test.each([
  ["24h", 24, "2026-11-19T04:00:00Z"],
  ["7d", 84, "2026-11-13T04:00:00Z"],
] as const)("%s: %d stretches from %s", (range, count, from) => {
  const inflow = fillBuckets(range, now, [{ bucket: 0, verdict: "poison", category: "code_bug", n: 2, undated: 0 }]);
  expect(inflow.buckets).toHaveLength(count);
  expect(rangeStart(range, now)).toEqual(new Date(from));
  expect(inflow.kinds[0]?.perMinute).toBeNull();
});
