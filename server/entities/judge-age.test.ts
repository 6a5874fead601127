import { expect, test } from "vitest";
import { judgeAge } from "./judge-age.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 30, 12, 0, seconds));
const facts = { producedAt: at(0), sequence: null, changedAt: null, version: null };

test.each([
  ["an entity that changed since", { changedAt: at(60) }, "entity", "time"],
  ["an entity that has not caught up", { changedAt: at(-60) }, "event", "time"],
  ["the same moment, as clocks go", { changedAt: at(3) }, "neither", "time"],
  ["versions before times", { changedAt: at(60), sequence: "9007199254740993", version: "9007199254740992" }, "event", "version"],
  ["a version that grew", { sequence: "9", version: "10" }, "entity", "version"],
  ["a version that is no number", { sequence: "9", version: "v10" }, "unknown", null],
  ["an entity that says nothing", {}, "unknown", null],
  ["an event that says nothing", { producedAt: null, changedAt: at(60) }, "unknown", null],
] as const)("%s", (_, more, newer, by) => {
  expect(judgeAge({ ...facts, ...more })).toMatchObject({ newer, by });
});
