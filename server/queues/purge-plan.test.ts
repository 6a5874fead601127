import { expect, test } from "vitest";
import type { LogReader, LogState } from "../sources/log.ts";
import { kafkaCodec } from "../sources/kafka/head.ts";
import { orderedText as at } from "../sources/position.ts";
import { contradictPurge, planPurge } from "./purge-plan.ts";

const log = (readers: readonly LogReader[] = []): LogState => ({
  parts: [
    { part: "0", first: at(0), next: at(4_712), end: at(4_712), unread: 0 },
    { part: "1", first: at(100), next: at(120), end: at(130), unread: 10 },
  ],
  readers,
  settings: { compacted: false, retentionMs: 604_800_000 },
});
const settled = [
  { part: "0", before: at(4_712), last: at(4_711), records: 4_712, stop: null },
  { part: "1", before: at(110), last: at(107), records: 8, stop: { why: "dead", at: at(110), messageId: 7 } },
] as const;
const words = kafkaCodec.log ?? { noun: "", text: String };

test("counts records and not offsets, and says why a partition goes no further", () => {
  const plan = planPurge(log(), settled, words);
  expect(plan.records).toBe(4_720);
  expect(plan.parts[0]).toEqual({
    part: "0",
    before: at(4_712),
    records: 4_712,
    range: "offsets 0 to 4,711",
    stop: null,
    behind: [],
  });
  expect(plan.parts[1]).toMatchObject({
    before: at(110),
    records: 8,
    range: "offsets 100 to 107",
    stop: "Message 7 at offset 110 is dead.",
  });
});

test("names the groups that lose what they have not read; one without a place there may be one", () => {
  const next = (offset: number, part = "0") => ({ part, at: at(offset) });
  const readers = [
    { name: "audit", consumers: 1, positions: [next(4_711)], behind: 1 },
    { name: "billing", consumers: null, positions: [next(4_712), next(110, "1")], behind: 20 },
    { name: "new", consumers: 2, positions: [], behind: null },
  ];
  expect(planPurge(log(readers), settled, words).parts.map(({ behind }) => behind)).toEqual([
    [
      { group: "audit", next: "offset 4,711" },
      { group: "new", next: null },
    ],
    [
      { group: "audit", next: null },
      { group: "new", next: null },
    ],
  ]);
});

test("nothing is left to be behind of where nothing would go", () => {
  const readers = [{ name: "audit", consumers: 1, positions: [], behind: null }];
  const plan = planPurge(
    log(readers),
    [{ part: "0", before: at(0), last: null, records: 0, stop: { why: "dead", at: at(0), messageId: 1 } }],
    words,
  );
  expect(plan).toMatchObject({ records: 0, parts: [{ part: "0", records: 0, range: null, behind: [] }] });
});

test("what was confirmed is held against what is so now", () => {
  const plan = planPurge(log(), settled, words);
  const ask = (part: number, before: number) => contradictPurge(log(), plan, [{ part: String(part), before: at(before) }], words);
  expect(ask(0, 4_712)).toBeNull();
  expect(ask(1, 105)).toBeNull();
  expect(ask(1, 111)).toBe("Partition 1 is no longer settled up to offset 111. Message 7 at offset 110 is dead.");
  expect(ask(1, 100)).toMatch(/gone already/);
  expect(ask(2, 1)).toBe("There is no partition 2.");
});
