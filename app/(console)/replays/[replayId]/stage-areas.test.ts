import { expect, test } from "vitest";
import type { Replay } from "./replay";
import { stageAreas } from "./stage-areas";

const start = Date.parse("2026-11-29T03:24:00Z");
const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString();
const stage = (kind: string, startedAt: number | null, endedAt: number | null, taken = 5) =>
  ({ kind, startedAt: startedAt === null ? null : at(startedAt), endedAt: endedAt === null ? null : at(endedAt), taken }) as unknown;
/** Bars of ten seconds; in some of them something was sent. */
const areas = (stages: unknown[], count: number, sent: readonly number[]) =>
  stageAreas({
    stages: stages as Replay["stages"],
    bars: Array.from({ length: count }, (_, nth) => ({ at: at(nth * 10), n: sent.includes(nth) ? 3 : 0, cameBack: 0 })) as never,
    bucketSeconds: 10,
  }).map(({ name, from, to }) => `${name} ${from}-${to}`);

test("each stage has its stretch; what follows the last send of a canary, and of all, is observed", () => {
  const stages = [stage("canary", 0, 70), stage("ramp", 70, 100), stage("full", 100, null)];
  expect(areas(stages, 20, [0, 7, 8, 9, 10, 11, 12])).toEqual(["canary 0-0", "observe 1-6", "ramp 7-9", "full 10-12", "observe 13-19"]);
});

test("a canary that is not sent yet has the whole time so far; what has not begun has none", () => {
  expect(areas([stage("canary", 0, null, 0), stage("full", null, null)], 3, [])).toEqual(["canary 0-2"]);
});

test("a replay that ended in its ramp is observed from the last send on", () => {
  expect(areas([stage("canary", 0, 20), stage("ramp", 20, null), stage("full", null, null)], 8, [0, 2, 3])).toEqual([
    "canary 0-0",
    "observe 1-1",
    "ramp 2-3",
    "observe 4-7",
  ]);
});

test("one stage alone is not shaded, and nothing where there is no bar", () => {
  expect(areas([stage("full", 0, null)], 5, [0])).toEqual([]);
  expect(areas([stage("canary", 0, null), stage("full", null, null)], 0, [])).toEqual([]);
});
