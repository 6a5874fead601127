import { expect, test } from "vitest";
import { type Entry, judgeNumber, type KeyFacts, type Last, missingBetween, runsOf, runWords, type Standing } from "./judge-sequence.ts";

const hour = 3_600_000;
const known = (last: bigint, at: number | null = null): Last => ({ state: "known", last, at });
const facts = (last: Last, entries: readonly Entry[] = [], more: Partial<KeyFacts> = {}): KeyFacts => ({
  name: null,
  last,
  entries,
  holes: false,
  readTo: null,
  isWide: false,
  ...more,
});
const entry = (number: bigint, standing: Standing = "dead", id = Number(number)): Entry => ({ id, number, standing });
const asked = (number: bigint, id = Number(number), producedAt: number | null = null) => ({ id, number, producedAt });
const runs = (...pairs: readonly (readonly [bigint, bigint])[]) => pairs.map(([from, to]) => ({ from, to }));

test("the number after the last is next, and one behind it waits for what is dead, on its way or watched", () => {
  const line = facts(known(4n), [entry(5n), entry(6n), entry(7n)]);
  expect(judgeNumber(line, asked(5n))).toEqual({ is: "next" });
  expect(judgeNumber(line, asked(7n))).toMatchObject({ is: "waits", behind: [{ number: 5n }, { number: 6n }], missing: [] });
  for (const standing of ["moving", "sent", "unknown", "back", "discarded"] as const)
    expect(judgeNumber(facts(known(4n), [entry(5n, standing)]), asked(6n))).toMatchObject({ is: "waits", behind: [{ standing }] });
});

test("what stayed away for as long as it was watched counts, also where the last number says nothing of it", () => {
  expect(judgeNumber(facts(known(4n), [entry(5n, "passed")]), asked(6n))).toEqual({ is: "next" });
  expect(judgeNumber(facts({ state: "unmapped" }, [entry(5n, "passed")]), asked(6n))).toEqual({ is: "next" });
});

test("a number that is nowhere is missing only above a last number that is known", () => {
  expect(judgeNumber(facts(known(4n), [entry(6n)]), asked(8n))).toMatchObject({ is: "waits", missing: runs([5n, 5n], [7n, 7n]) });
  expect(judgeNumber(facts({ state: "unmapped" }), asked(8n))).toEqual({ is: "next" });
  expect(judgeNumber(facts({ state: "absent" }), asked(8n))).toEqual({ is: "next" });
});

test("a last number says nothing of the numbers before it: they are stale, and never called processed", () => {
  const told = judgeNumber(facts(known(9n), [entry(3n)]), asked(3n));
  expect(told).toEqual({ is: "stale", last: 9n, restart: false });
});

test("2 that arrived first and was taken as the start makes 1 stale, which may be a new start", () => {
  expect(judgeNumber(facts(known(2n)), asked(1n))).toEqual({ is: "stale", last: 2n, restart: true });
  expect(judgeNumber(facts(known(1n)), asked(1n))).toEqual({ is: "stale", last: 1n, restart: false });
});

test("a key that was created again counts from 1: what was produced after the last number was processed is no older", () => {
  const at = 100 * hour;
  expect(judgeNumber(facts(known(9n, at)), asked(3n, 3, at + hour))).toMatchObject({ is: "stale", restart: true });
  expect(judgeNumber(facts(known(9n, at)), asked(3n, 3, at - hour))).toMatchObject({ is: "stale", restart: false });
  expect(judgeNumber(facts(known(9n, at)), asked(3n, 3, at + 60_000))).toMatchObject({ is: "stale", restart: false });
});

test("an entity that was deleted takes its last number with it: nothing is known, and nothing is held but what is stored", () => {
  expect(judgeNumber(facts({ state: "absent" }, [entry(5n)]), asked(5n))).toEqual({ is: "next" });
  expect(judgeNumber(facts({ state: "absent" }, [entry(5n)]), asked(6n))).toMatchObject({ is: "waits", behind: [{ number: 5n }] });
});

test("holes of a counter that many keys share are no gaps, what is stored is waited for all the same", () => {
  expect(judgeNumber(facts(known(4n), [], { holes: true }), asked(900n))).toEqual({ is: "next" });
  expect(judgeNumber(facts(known(4n), [entry(70n)], { holes: true }), asked(900n))).toMatchObject({
    is: "waits",
    behind: [{ number: 70n }],
  });
});

test("numbers beyond what a JavaScript number holds stay exact", () => {
  const large = 9_007_199_254_740_993n;
  expect(judgeNumber(facts(known(large - 1n)), asked(large, 1))).toEqual({ is: "next" });
  expect(judgeNumber(facts(known(large)), asked(large, 1))).toMatchObject({ is: "stale", last: large });
  expect(missingBetween(large - 2n, large + 2n, [entry(large, "dead", 1)])).toEqual(
    runs([large - 1n, large - 1n], [large + 1n, large + 1n]),
  );
});

test("a table that could not be asked leaves unknown, and what is stored before it still counts", () => {
  const away: Last = { state: "unknown", reason: "It did not answer." };
  expect(judgeNumber(facts(away), asked(6n))).toEqual({ is: "unknown", reason: "It did not answer." });
  expect(judgeNumber(facts(away, [entry(5n)]), asked(6n))).toMatchObject({ is: "waits" });
});

test("of two with one number the one that is on its way comes first, and a dead copy keeps nobody back", () => {
  const twice = facts({ state: "unmapped" }, [entry(5n, "moving", 1), entry(5n, "moving", 2)]);
  expect(judgeNumber(twice, asked(5n, 1))).toEqual({ is: "next" });
  expect(judgeNumber(twice, asked(5n, 2))).toMatchObject({ is: "waits", behind: [{ id: 1 }] });
  expect(judgeNumber(facts({ state: "unmapped" }, [entry(5n, "dead", 1)]), asked(5n, 2))).toEqual({ is: "next" });
});

test("a discarded number keeps back only at a consumer that counts", () => {
  expect(judgeNumber(facts({ state: "unmapped" }, [entry(5n, "discarded")]), asked(6n))).toEqual({ is: "next" });
  expect(judgeNumber(facts(known(4n), [entry(5n, "discarded")]), asked(6n))).toMatchObject({ is: "waits" });
});

test("of a key with more messages than were read nothing is said beyond them", () => {
  const cut = facts(known(0n), [entry(1n, "passed"), entry(2n, "passed")], { readTo: 2n });
  expect(judgeNumber(cut, asked(2n, 9))).toEqual({ is: "next" });
  expect(judgeNumber({ ...cut, holes: true }, asked(9n))).toMatchObject({ is: "unknown" });
  // Numbers above those that were read are not missing: they may be stored.
  expect(judgeNumber(cut, asked(9n))).toMatchObject({ is: "unknown" });
  expect(judgeNumber({ ...cut, entries: [entry(2n, "passed")] }, asked(9n))).toMatchObject({ is: "waits", missing: runs([1n, 1n]) });
  expect(judgeNumber(facts({ state: "unmapped" }, [entry(5n, "passed")], { isWide: true }), asked(6n))).toMatchObject({ is: "unknown" });
});

test("runs of numbers are said", () => {
  const gaps = missingBetween(0n, 12n, [entry(2n), entry(3n), entry(6n)]);
  expect(gaps).toEqual(runs([1n, 1n], [4n, 5n], [7n, 11n]));
  expect([runWords(gaps), runWords(gaps, 1)]).toEqual(["1, 4, 5, 7 to 11", "1 and more"]);
  expect(runsOf([1n, 2n, 2n, 5n])).toEqual(runs([1n, 2n], [5n, 5n]));
});
