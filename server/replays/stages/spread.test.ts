import { expect, test } from "vitest";
import { type Candidate, spreadCanary } from "./spread.ts";

const message = (id: number, of: Partial<Candidate> = {}): Candidate => ({ id, groupId: 1, queueId: 1, part: "", key: null, ...of });
const idsOf = (chosen: readonly Candidate[]) => chosen.map(({ id }) => id);

test("the oldest, the newest and some between, where all are alike", () => {
  const all = Array.from({ length: 101 }, (_, id) => message(id));
  expect(idsOf(spreadCanary(all, 5)).toSorted((a, b) => a - b)).toEqual([0, 25, 50, 75, 100]);
});

test("each group has one before any has two, however few it holds", () => {
  const all = [...Array.from({ length: 98 }, (_, id) => message(id)), message(98, { groupId: 2 }), message(99, { groupId: 3 })];
  expect(new Set(spreadCanary(all, 3).map(({ groupId }) => groupId))).toEqual(new Set([1, 2, 3]));
});

test("each partition has one before any has two, also of different queues", () => {
  const all = Array.from({ length: 40 }, (_, id) => message(id, { part: id < 38 ? "0" : String(id - 37), queueId: id === 1 ? 2 : 1 }));
  const places = spreadCanary(all, 4).map(({ queueId, part }) => `${queueId} ${part}`);
  expect(new Set(places)).toEqual(new Set(["1 0", "1 1", "1 2", "2 0"]));
});

test("one of a key, and that the first of its key, so that no other of it was before", () => {
  const all = Array.from({ length: 30 }, (_, id) => message(id, { key: `ord-${id % 3}` }));
  expect(idsOf(spreadCanary(all, 5)).toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
});

test("fewer where there are not so many", () => {
  expect(idsOf(spreadCanary([message(7)], 5))).toEqual([7]);
  expect(spreadCanary([], 5)).toEqual([]);
});
