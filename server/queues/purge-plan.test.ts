import { expect, test } from "vitest";
import type { LogReader, LogState } from "../sources/port.ts";
import { contradictPurge, planPurge } from "./purge-plan.ts";

const log = (readers: readonly LogReader[] = []): LogState => ({
  partitions: [
    { partition: 0, first: 0, next: 4_712, end: 4_712 },
    { partition: 1, first: 100, next: 120, end: 130 },
  ],
  readers,
  settings: { compacted: false, retentionMs: 604_800_000 },
});
const settled = [
  { partition: 0, before: 4_712, holes: 0, stop: null },
  { partition: 1, before: 110, holes: 2, stop: { why: "dead", offset: 110, messageId: 7 } },
] as const;

test("counts records and not offsets, and says why a partition goes no further", () => {
  const plan = planPurge(log(), settled);
  expect(plan.records).toBe(4_720);
  expect(plan.parts[0]).toEqual({ partition: 0, from: 0, before: 4_712, records: 4_712, stop: null, behind: [] });
  expect(plan.parts[1]).toMatchObject({ from: 100, before: 110, records: 8, stop: "Message 7 at offset 110 is dead." });
});

test("names the groups that lose what they have not read; one without a place there may be one", () => {
  const at = (next: number) => ({ partition: 0, next });
  const readers = [
    { name: "audit", consumers: 1, positions: [at(4_711)] },
    { name: "billing", consumers: null, positions: [at(4_712), { partition: 1, next: 110 }] },
    { name: "new", consumers: 2, positions: [] },
  ];
  expect(planPurge(log(readers), settled).parts.map(({ behind }) => behind)).toEqual([
    [
      { group: "audit", next: 4_711 },
      { group: "new", next: null },
    ],
    [
      { group: "audit", next: null },
      { group: "new", next: null },
    ],
  ]);
});

test("nothing is left to be behind of where nothing would go", () => {
  const readers = [{ name: "audit", consumers: 1, positions: [] }];
  const plan = planPurge(log(readers), [{ partition: 0, before: 0, holes: 0, stop: { why: "dead", offset: 0, messageId: 1 } }]);
  expect(plan).toMatchObject({ records: 0, parts: [{ partition: 0, records: 0, behind: [] }] });
});

test("what was confirmed is held against what is so now", () => {
  const plan = planPurge(log(), settled);
  const ask = (partition: number, before: number) => contradictPurge(plan, [{ partition, before }]);
  expect(ask(0, 4_712)).toBeNull();
  expect(ask(1, 105)).toBeNull();
  expect(ask(1, 111)).toBe("Partition 1 is no longer settled up to offset 111. Message 7 at offset 110 is dead.");
  expect(ask(1, 100)).toMatch(/gone already/);
  expect(ask(2, 1)).toBe("There is no partition 2.");
});
