import { expect, test } from "vitest";
import { orderedText } from "../sources/position.ts";
import { kafkaCodec } from "../sources/kafka/head.ts";
import { fromLog, lineOf } from "../testing/candidate.ts";
import type { LogCodec } from "../sources/log.ts";
import { idOf } from "./ask-each.ts";
import { later } from "./later.ts";

/** Positions that are one number each. */
const positions = kafkaCodec.log as LogCodec;

interface Sample {
  readonly name: string | null;
  readonly offset: number | null;
  /** The offset that its group would read next; null: not known. */
  readonly reached: number | null;
  readonly partition: number;
  readonly group: string | null;
}

const sample = (name: string | null, offset: number | null, reached: number | null, more: Partial<Sample> = {}): Sample => ({
  name,
  offset,
  reached,
  partition: 3,
  group: "billing",
  ...more,
});

/** What a plan says of these samples. Each partition has one offset that its group has reached. */
function check(samples: readonly Sample[], keys: number) {
  const reached = new Map(
    samples.flatMap(({ partition, reached: at }) => (at === null ? [] : [[String(partition), orderedText(at)] as const])),
  );
  const facts = new Map([[idOf(["shop", "orders", "billing"]), { next: reached, positions }]]);
  const candidates = samples.map(({ name, offset, partition, group }) =>
    fromLog({ name, group, record: offset === null ? null : { topic: "orders", part: String(partition), at: orderedText(offset) } }),
  );
  return lineOf(later, facts, candidates, { logKeys: { n: keys, capped: false } });
}

test("the keys at risk are named, the most frequent first, and those that nothing was passed after are not", () => {
  const samples = [sample("ord-1", 7, 9), sample("ord-2", 1, 9), sample("ord-2", 2, 9), sample("ord-3", 8, 9)];
  expect(check(samples, 3)).toMatchObject({ n: 3, text: expect.stringMatching(/^keys, such as ord-2 and ord-1: events after these may/) });
  expect(check(samples.slice(0, 1), 1)?.text).toMatch(/^key, ord-1: events/);
  expect(check([], 0)).toMatchObject({ n: 0, text: "no message carries a key, so none is overtaken" });
  const many = Array.from({ length: 30 }, (_, at) => sample(`ord-${at}`, at, 90));
  expect(check(many, 30)?.text).toMatch(/such as ord-0, ord-1, ord-2, ord-3 and ord-4: events/);
});

test("how many later records the group has passed is counted from the oldest of a partition", () => {
  expect(check([sample("ord-9", 5_000, 5_120), sample("ord-1", 4_711, 5_120)], 2)?.details).toEqual([
    "orders/3: consumer group billing has gone on to offset 5,120; ord-1 is at 4,711, so up to 408 later records were passed.",
  ]);
});

test("a group that stands where it failed has passed nothing, and what is not known is said to be unknown", () => {
  const stuck = [sample("ord-1", 10, 10), sample("ord-2", 10, 11, { partition: 1 })];
  expect(check(stuck, 2)?.details).toEqual(["In their partitions billing passed nothing after them."]);
  const unknown = [sample("ord-1", 10, null, { partition: 7 }), sample("ord-2", 10, null, { group: null }), sample("ord-3", null, null)];
  expect(check([...unknown, ...stuck], 3)?.details).toEqual([
    "In their partitions billing passed nothing after them.",
    "How far the consumer group has gone is not known for 3 of 5 sampled.",
  ]);
  expect(check(unknown, 3)?.text).toContain("keys, ord-1, ord-2 and ord-3: events");
});

test("the partitions that went on furthest are told, the others counted", () => {
  const samples = Array.from({ length: 5 }, (_, partition) => sample(null, 0, 2 + partition, { partition }));
  const details = check(samples, 5)?.details ?? [];
  expect(details.map((line) => line.slice(0, 8))).toEqual(["orders/4", "orders/3", "orders/2", "So it is"]);
  expect(details.at(-1)).toBe("So it is in 2 more partitions.");
});

test("a record's key counts where the event has none, and keys that were not all counted are said to be more", () => {
  expect(check([sample("ord-1", 7, 9), sample("ord-2", 7, 9)], 0)).toMatchObject({
    n: 2,
    text: expect.stringMatching(/^keys of 2 sampled, ord-1 and ord-2: events/),
  });
  expect(check([sample(null, 7, 9)], 0)?.n).toBe(0);
  expect(lineOf(later, new Map(), [], { logKeys: { n: 2, capped: true } })?.text).toMatch(/^keys or more: events after these/);
});
