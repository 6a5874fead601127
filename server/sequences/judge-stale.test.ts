import { expect, test } from "vitest";
import type { Latest } from "../applications/sequences/find-latest.ts";
import { judgeStale, staleWords } from "./judge-stale.ts";

const noon = Date.UTC(2026, 10, 30, 12);
const at = (ms: number): Latest => ({ state: "known", at: noon + ms, mayLag: null });
const judge = (...latest: (Latest | null)[]) =>
  judgeStale(
    new Date(noon),
    latest.map((one, nth) => ({ application: `app-${nth}`, latest: one })),
  );

test("a state is older only beyond what clocks differ by; what is as old, or nearly so, is near", () => {
  expect(judge(at(60_000)).is).toBe("older");
  for (const ms of [5_000, 1, 0, -1, -5_000]) expect(judge(at(ms)).is).toBe("near");
  expect(judge(at(-5_001)).is).toBe("newer");
  expect(judge({ state: "absent", mayLag: null }).is).toBe("newer");
  expect(judge().is).toBe("newer");
});

test("of several applications one that has nothing later decides, then one that cannot tell", () => {
  const unknown = { state: "unknown", reason: "It did not answer in time." } as const;
  expect(judge(at(60_000), null).is).toBe("newer");
  expect(judge(at(60_000), { state: "absent", mayLag: null }).is).toBe("newer");
  expect(judge(at(60_000), at(0)).is).toBe("near");
  expect(judge(at(60_000), unknown)).toEqual({ is: "unknown", reason: "app-1 cannot tell: It did not answer in time.", forever: false });
});

test("where what is read may lag, only an older state is certain", () => {
  const mayLag = "The database is a replica, and may not have the newest event yet.";
  const unknown = { is: "unknown", reason: `app-0 cannot tell: ${mayLag}`, forever: false };
  expect(judge({ state: "known", at: noon + 60_000, mayLag }).is).toBe("older");
  for (const ms of [0, -60_000]) expect(judge({ state: "known", at: noon + ms, mayLag })).toEqual(unknown);
  expect(judge({ state: "absent", mayLag })).toEqual(unknown);
});

test("without a time of its own nothing is known, and asking again does not help", () => {
  const judged = judgeStale(null, [{ application: "shop", latest: at(0) }]);
  expect(judged).toMatchObject({ is: "unknown", forever: true });
  expect(judgeStale(null, [{ application: "shop", latest: { state: "absent", mayLag: null } }]).is).toBe("newer");
  expect(staleWords(judged)).toBe(
    "Whether a newer state of its key was processed is not known. The message does not say when its event was produced.",
  );
  expect(staleWords(judge(at(60_000)))).toContain("produced later, at 2026-11-30 12:01:00 UTC. A replay skips it.");
});
