import { expect, test } from "vitest";
import { exclusions, planReplay } from "./plan.ts";

const excluded = { in_replay: 0, not_dead: 0, too_often: 0, no_origin: 0, captured: 0, stays: 0 };
const verdicts = { poison: 0, transient: 0, unknown: 0 };

test("each exclusion is counted once and shown with its words, where it can apply", () => {
  const all = Object.fromEntries(exclusions.map((key, at) => [key, at + 1])) as typeof excluded;
  const plan = planReplay({ chosen: 26, excluded: all, verdicts, rate: 5 }, 3);
  expect(plan).toMatchObject({ sendable: 5, skipped: 21, seconds: 1 });
  expect(plan.checks.map(({ key, n }) => [key, n])).toEqual([
    ["in_replay", 1],
    ["not_dead", 2],
    ["too_often", 3],
    ["no_origin", 4],
    ["poison", 0],
  ]);
  const release = planReplay({ chosen: 20, excluded: all, verdicts, rate: 5, release: true }, 3);
  expect(release.checks.map(({ key, n }) => [key, n])).toEqual([
    ["in_replay", 1],
    ["not_dead", 2],
    ["captured", 5],
    ["stays", 6],
  ]);
  expect(plan.checks.find(({ key }) => key === "too_often")?.label).toBe("Replayed 3 times already");
});

test("what was looked at and is none is said to be none; what cannot apply is left out", () => {
  const plan = planReplay({ chosen: 0, excluded, verdicts, rate: null }, 5);
  expect(plan.checks.map(({ text }) => text)).toEqual(["none", "none", "none, limit 5 per lineage", "none", "none"]);
  expect(plan.seconds).toBeNull();
});

test("poison is sent, and said to fail again", () => {
  const plan = planReplay({ chosen: 2, excluded, verdicts: { ...verdicts, poison: 2 }, rate: null }, 5);
  expect(plan.sendable).toBe(2);
  expect(plan.checks.at(-1)).toMatchObject({ key: "poison", n: 2, text: "sent, and will fail again unless the handler was fixed" });
});

test("what a log does to order is said of logs only, and not of what is put back", () => {
  const log = { keys: 2, keysCapped: false, samples: [], toOrigin: true };
  const of = (facts: { readonly log?: typeof log; readonly release?: boolean }) =>
    planReplay({ chosen: 3, excluded, verdicts, rate: null, ...facts }, 5).checks.map(({ key }) => key);
  const plain = ["in_replay", "not_dead", "too_often", "no_origin", "poison"];
  expect(of({})).toEqual(plain);
  expect(of({ log })).toEqual([...plain, "no_partition", "moved", "later"]);
  expect(of({ log: { ...log, toOrigin: false } })).toEqual([...plain, "moved", "later"]);
  expect(of({ log, release: true })).toEqual(["in_replay", "not_dead", "captured"]);
});

test("keys that were not all counted are said to be more", () => {
  const plan = planReplay(
    { chosen: 3, excluded, verdicts, rate: null, log: { keys: 2, keysCapped: true, samples: [], toOrigin: false } },
    5,
  );
  expect(plan.checks.find(({ key }) => key === "later")?.text).toMatch(/^keys or more: events after these/);
});
