import { expect, test } from "vitest";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { orderedText } from "../sources/position.ts";
import { fromLog, lineOf } from "../testing/candidate.ts";
import { idOf } from "./ask-each.ts";
import type { Candidate } from "./candidate.ts";
import { moved } from "./moved.ts";
import { noPartition } from "./no-partition.ts";

const toOrigin: ReplayTarget = { to: "failed_queue", partition: "origin" };

/** A topic whose keys are the numbers of the partitions that they go to. */
const of = (count: number) => ({
  parts: Array.from({ length: count }, (_, part) => String(part)),
  of: (key: Uint8Array) => String(Number(Buffer.from(key).toString()) % count),
});
const six = new Map([[idOf(["shop", "orders"]), of(6)]]);

function sample(
  key: string | null,
  partition: number | null,
  more: { readonly topic?: string; readonly target?: ReplayTarget } = {},
): Candidate {
  const { topic = "orders", target = { to: "failed_queue" } } = more;
  const record = partition === null ? null : { topic: "orders", part: String(partition), at: orderedText(1) };
  return fromLog({ name: key, key: key === null ? null : Buffer.from(key), topic, record }, { target });
}

test("a changed partition count is told with how many of the sampled would go elsewhere", () => {
  const line = lineOf(moved, six, [sample("4", 1), sample("5", 2), sample("1", 1)]);
  expect(line).toMatchObject({ key: "moved", n: 2, effect: "send", tone: "warn" });
  expect(line?.text).toMatch(
    /^of 3 sampled would go to another partition than they came from: orders has 6 partitions now; their number has changed/,
  );
  expect(lineOf(moved, six, [sample("1", 1)])).toMatchObject({ n: 0, text: "none of 1 sampled", effect: null });
});

test("what has no key has no place among others, and what is not known is not none", () => {
  expect(lineOf(moved, six, [sample(null, 1)])).toMatchObject({ n: 0, text: expect.stringContaining("no sampled message has a key") });
  expect(lineOf(moved, six, [sample("1", null)])).toMatchObject({ n: null, text: expect.stringContaining("not known") });
  expect(lineOf(moved, new Map(), [sample("1", 1)])).toMatchObject({ n: null, effect: null });
  expect(lineOf(moved, six, [])).toMatchObject({ n: null });
});

test("partitions of another topic are not compared", () => {
  expect(lineOf(moved, six, [sample("1", 5, { topic: "orders-copy" })])).toBeNull();
});

test("who could not be sent to the partition of origin is counted before anything is sent", () => {
  const target = toOrigin;
  const all = [sample("1", null), sample(null, 6), sample("7", 7), sample("4", 1), sample("1", 1)].map((one) => ({ ...one, target }));
  expect(lineOf(noPartition, six, all)).toMatchObject({
    n: 3,
    text: "of 5 sampled would be refused: 1 does not carry a partition of the topic that it goes to; 2 came from one that is not there: orders has 6 partitions now",
  });
  expect(lineOf(moved, six, all)).toMatchObject({
    n: 2,
    text: expect.stringMatching(/^of 3 sampled came from another partition than their key goes to/),
  });
  expect(lineOf(noPartition, six, all.slice(-1))).toMatchObject({ n: 0, text: "none of 1 sampled" });
});
