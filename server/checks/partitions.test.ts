import { expect, test } from "vitest";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { orderedText } from "../sources/position.ts";
import { fromLog, lineOf, sendable } from "../testing/candidate.ts";
import { idOf } from "./ask-each.ts";
import type { Candidate } from "./candidate.ts";
import { moved } from "./moved.ts";
import { noPartition } from "./no-partition.ts";
import { partitionGone } from "./partition-gone.ts";

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
  const of = (key: string, part: number): Candidate => {
    const one = sample(key, part, { target });
    const way = { destination: { to: "queue", queue: "orders", part: String(part) }, sizes: null, problem: null, expiresMs: null } as const;
    return { ...one, message: one.message && { ...one.message, way } };
  };
  const all = [of("x", 6), of("7", 7), of("4", 1), of("1", 1)];
  expect(lineOf(partitionGone, six, all)).toMatchObject({
    n: 2,
    effect: "skip",
    text: "of 4 sampled, skipped: they would go to one that is not there: orders has 6 partitions now",
  });
  expect(lineOf(moved, six, all)).toMatchObject({
    n: 3,
    text: expect.stringMatching(/^of 4 sampled came from another partition than their key goes to/),
  });
  expect(lineOf(partitionGone, six, all.slice(-1))).toMatchObject({ n: 0, text: "none of 1 sampled" });
});

test("what carries no partition of the topic that it goes to is counted exactly", () => {
  const uncarried = fromLog({}, { target: toOrigin, n: 7, facts: { ...sendable, partition: false } });
  expect(lineOf(noPartition, undefined, [uncarried, sample("1", 1, { target: toOrigin })])).toMatchObject({ n: 7, effect: "skip" });
});
