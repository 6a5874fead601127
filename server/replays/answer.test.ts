import { expect, test } from "vitest";
import { answerPlan, answerReplays, answerRun } from "./answer.ts";
import type { OutcomeCounts } from "./outcome-counts.ts";
import { planReplay } from "./plan.ts";

const none: OutcomeCounts = {
  waiting: 0,
  sending: 0,
  observing: 0,
  presumedOk: 0,
  confirmed: 0,
  cameBack: 0,
  failed: 0,
  unknown: 0,
  skipped: 0,
  cancelled: 0,
};
const verdicts = { poison: 0, transient: 10, unknown: 0 };

test("a plan counts what it leaves out and why", () => {
  const plan = planReplay({ chosen: 3118, notDead: 41, tooOften: 6, noOrigin: 0, verdicts, rate: 12 }, 5);
  expect(plan.sendable).toBe(3071);
  expect(plan.checks.map(({ n }) => n)).toEqual([41, 6, 0, 0]);
  expect(plan.seconds).toBeCloseTo(255.9, 1);
  expect(answerPlan(plan, "payments.work").title).toBe("3,071 of 3,118 can be replayed to payments.work.");
});

test("a plan of nothing, and of nothing that can be sent", () => {
  const empty = { chosen: 0, notDead: 0, tooOften: 0, noOrigin: 0, verdicts, rate: null };
  expect(answerPlan(planReplay(empty, 5), "q").title).toBe("There is nothing to replay.");
  expect(answerPlan(planReplay({ ...empty, chosen: 2, tooOften: 2 }, 5), "q").title).toBe("None of the 2 messages can be replayed.");
  expect(planReplay(empty, 5).seconds).toBeNull();
});

test.each([
  ["running", { ...none, waiting: 1000, observing: 500 }, 10, "500 of 1,500 confirmed. About 100 s left."],
  ["running", { ...none, waiting: 5 }, null, "0 of 5 confirmed."],
  ["paused", { ...none, waiting: 7, failed: 20 }, null, "0 of 27 confirmed, 20 not taken by the broker. Paused with 7 to send."],
  ["completed", { ...none, observing: 3, cameBack: 1 }, null, "4 of 4 confirmed, 1 came back. 3 are still watched."],
  ["completed", { ...none, presumedOk: 3, unknown: 1 }, null, "3 of 4 confirmed, 1 unknown. The unknown ones wait for your decision."],
  ["cancelled", { ...none, presumedOk: 3, cancelled: 9 }, null, "3 of 3 confirmed. Cancelled: 9 stay dead."],
] as const)("a %s replay says what was sent", (state, counts, perSecond, told) => {
  expect(answerRun(state, counts, perSecond)).toBe(told);
});

test("the list: nothing yet, all quiet, running with unknown ones", () => {
  expect(answerReplays({ running: 0, paused: 0, needsYou: 0, total: 0 })).toBe("Nothing has been replayed yet.");
  expect(answerReplays({ running: 0, paused: 0, needsYou: 0, total: 4 })).toBe("No replay is running.");
  expect(answerReplays({ running: 1, paused: 2, needsYou: 1, total: 9 })).toBe(
    "1 replay runs, 2 are paused. 1 message with an unknown outcome waits for a decision.",
  );
});
