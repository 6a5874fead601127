import { expect, test } from "vitest";
import { checkPartitions } from "./check-partitions.ts";
import type { LogSample } from "./log-sample.ts";

/** A topic whose keys are the numbers of the partitions that they go to. */
const of = (count: number) => ({ count, of: (key: Uint8Array) => Number(Buffer.from(key).toString()) % count });

function sample(key: string | null, partition: number | null, { topic = "orders", count = 6 as number | null } = {}): LogSample {
  return {
    name: key,
    key: key === null ? null : Buffer.from(key),
    topic,
    partitions: count === null ? null : of(count),
    record: partition === null ? null : { topic: "orders", partition, offset: 1 },
    group: null,
    reached: null,
  };
}

test("a changed partition count is told with how many of the sampled would go elsewhere", () => {
  const [moved] = checkPartitions([sample("4", 1), sample("5", 2), sample("1", 1)], false);
  expect(moved).toMatchObject({ key: "moved", n: 2 });
  expect(moved?.text).toMatch(
    /^of 3 sampled would go to another partition than they came from: orders has 6 partitions now; their number has changed/,
  );
  expect(checkPartitions([sample("1", 1)], false)).toMatchObject([{ key: "moved", n: 0, text: "none of 1 sampled" }]);
});

test("what has no key has no place among others, and what is not known is not none", () => {
  expect(checkPartitions([sample(null, 1)], false)).toMatchObject([
    { n: 0, text: expect.stringContaining("no sampled message has a key") },
  ]);
  expect(checkPartitions([sample("1", null)], false)).toMatchObject([{ n: null, text: expect.stringContaining("not known") }]);
  expect(checkPartitions([sample("1", 1, { count: null })], false)).toMatchObject([{ n: null }]);
  expect(checkPartitions([], false)).toMatchObject([{ n: null }]);
});

test("partitions of another topic are not compared", () => {
  expect(checkPartitions([sample("1", 5, { topic: "orders-copy" })], false)).toEqual([]);
});

test("who could not be sent to the partition of origin is counted before anything is sent", () => {
  const all = [sample("1", null), sample(null, 6), sample("7", 7), sample("4", 1), sample("1", 1)];
  const [refused, moved] = checkPartitions(all, true);
  expect(refused).toMatchObject({ key: "no_partition", n: 3 });
  expect(refused?.text).toBe(
    "of 5 sampled would be refused: 1 does not carry a partition of the topic that it goes to; 2 came from one that is not there: orders has 6 partitions now",
  );
  expect(moved).toMatchObject({ n: 2, text: expect.stringMatching(/^of 3 sampled came from another partition than their key goes to/) });
  expect(checkPartitions([sample("1", 1)], true)).toMatchObject([
    { key: "no_partition", n: 0, text: "none of 1 sampled" },
    { key: "moved", n: 0 },
  ]);
});
