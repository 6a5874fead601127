import { expect, test } from "vitest";
import type { Stage } from "./replay";
import { stageName, stageVerdict } from "./stage-words";

const stage: Stage = {
  kind: "canary",
  state: "observing",
  size: 5,
  rate: null,
  startedAt: "2026-11-29T03:24:00Z",
  endedAt: null,
  taken: 5,
  cameBack: 0,
  proven: 2,
  watched: 3,
  tried: [],
  replaced: 0,
  until: null,
  reason: null,
} as unknown as Stage;
const around = {
  paused: false,
  cancelled: false,
  left: 1_200,
  observeSeconds: 60,
  windowKnown: true,
  unstable: ["bank"] as readonly string[],
};
const told = (of: Partial<Stage>, more: Partial<typeof around> = {}) => {
  const { verdict, text } = stageVerdict({ ...stage, ...of }, { ...around, ...more });
  return verdict ? `${verdict.text}: ${text}` : text;
};

test.each([
  [{}, {}, "3 watched, for 60 s after each was sent; 2 stayed away"],
  [{}, { paused: true }, "paused: 3 watched, for 60 s after each was sent; 2 stayed away"],
  [{ state: "sending" }, {}, "sent before all others"],
  [{ cameBack: 1 }, { paused: true }, "failed: 1 of 5 came back"],
  [
    { cameBack: 5, tried: ["bank"] },
    {},
    "no verdict: 5 of 5 came back while bank was not stable; another canary is chosen once it is stable",
  ],
  [
    { cameBack: 5, tried: ["bank"] },
    { unstable: [] },
    "no verdict: 5 of 5 came back while bank was not stable; another canary is chosen as soon as a message can be sent",
  ],
  [{ state: "sending", replaced: 5 }, {}, "sent before all others; an earlier canary of 5 was sent while a downstream failed"],
  [
    { state: "passed", proven: 5, replaced: 5 },
    {},
    "passed: 5 of 5 did not come back within 60 s; an earlier canary of 5 was sent while a downstream failed",
  ],
  [{ state: "passed", proven: 5 }, {}, "passed: 5 of 5 did not come back within 60 s"],
  [
    { state: "passed", proven: 5 },
    { windowKnown: false },
    "passed: 5 of 5 did not come back within 60 s; how long this failure takes is not known",
  ],
  [{ state: "passed", proven: 4, cameBack: 1 }, {}, "passed: 4 of 5 did not come back within 60 s; 1 came back"],
  [
    { state: "stopped", reason: { code: "canary_skipped", data: { by: "Ada", reason: "deployed" } } },
    {},
    "stopped: Ada skipped it: deployed",
  ],
  [{ kind: "ramp", state: "sending", rate: 4 }, {}, "doubles every 30 s; 1,200 to send"],
  [{ kind: "ramp", state: "passed", rate: 8, taken: 270, cameBack: 1 }, {}, "over: 1 came back, 0.4 %"],
  [{ kind: "full", state: "sending" }, { paused: true }, "paused: 1,200 to send"],
  [{ kind: "full", state: "observing" }, {}, "all is sent and watched; none came back"],
  [{ kind: "full", state: "waiting", startedAt: null }, {}, "not begun"],
  [{ kind: "full", state: "stopped", startedAt: null }, {}, "not needed: nothing was left for it"],
  [{ kind: "full", state: "stopped", startedAt: null }, { cancelled: true }, "not begun: the replay was cancelled"],
] as [Partial<Stage>, Partial<typeof around>, string][])("a stage %j, %j is told", (of, more, words) => {
  expect(told(of, more)).toBe(words);
});

test("a stage is named by what it sends", () => {
  expect(stageName(stage, null)).toBe("Canary, 5 messages");
  expect(stageName({ ...stage, kind: "ramp", rate: 8 }, 12)).toBe("Ramp, 8 a second");
  expect(stageName({ ...stage, kind: "ramp", rate: 8, endedAt: "2026-11-29T03:25:00Z" as unknown as Stage["endedAt"] }, 12)).toBe(
    "Ramp, up to 8 a second",
  );
  expect(stageName({ ...stage, kind: "full" }, 12)).toBe("Full, 12 a second");
});
