import { expect, test } from "vitest";
import { captureOf, warnOfNature } from "./by-pattern.ts";

const live = { name: "orders", role: "other", nature: "It is a live topic." } as const;
const dead = { name: "orders-dlt", role: "dead_letter", nature: null } as const;
const all = { name: "*", capture: "mirror" } as const;
const named = { name: "orders", capture: "mirror" } as const;

test("a log without dead letters is mirrored only when it is named", () => {
  expect([captureOf(all, live), captureOf(named, live), captureOf(all, dead)]).toEqual(["watch", "mirror", "mirror"]);
  expect([captureOf(null, live), captureOf({ ...all, capture: "take" }, live), captureOf(named, null)]).toEqual([null, "take", "mirror"]);
});

test("it is said what it is, and how it is mirrored all the same", () => {
  expect(warnOfNature(all, live)).toEqual([
    {
      code: "by_pattern",
      severity: "warn",
      text: 'It is a live topic. Only the pattern "*" matches it, so it is watched and not mirrored. To mirror it, name it under “queues”.',
      mend: "- orders",
    },
  ]);
  expect(warnOfNature(named, live)).toEqual([{ code: "nature", severity: "info", text: "It is a live topic.", mend: null }]);
  for (const [config, found] of [
    [all, dead],
    [null, live],
    [named, null],
  ] as const)
    expect(warnOfNature(config, found)).toEqual([]);
});
