import { expect, test } from "vitest";
import type { Candidate } from "../checks/candidate.ts";
import { type Check, sentences } from "../checks/check.ts";
import { checksAt } from "../checks/checks.ts";
import { inform } from "../checks/judge.ts";
import { judgeAll } from "../checks/tally.ts";
import { candidate, oneMessage } from "../testing/candidate.ts";
import { testContext } from "../testing/context.ts";
import { planReplay } from "./plan.ts";

const ctx = testContext({} as Parameters<typeof testContext>[0]);
const chosen = { target: { to: "failed_queue" }, log: false, ordered: false, logKeys: { n: 0, capped: false } } as const;

async function plan(candidates: readonly Candidate[], rate: number | null, sampled: readonly Candidate[] = []) {
  const informed = await inform(ctx, checksAt("plan", chosen), candidates);
  const byClass = { informed, judged: judgeAll(informed, candidates, new Date()) };
  return planReplay({
    chosen,
    byClass,
    bySample: { informed: old, judged: judgeAll(old, sampled, new Date()) },
    rate,
    stages: undefined,
    observeSeconds: 60,
    stop: { percent: 3, newFailures: 2 },
  });
}

/** A check of single messages: it skips those of key "old". */
const old = [
  {
    facts: undefined,
    check: {
      code: "old",
      when: ["plan"],
      per: "message",
      judge: (_, { message }) => (message?.eventKey === "old" ? { do: "skip", data: null } : null),
      words: { line: sentences({ label: "Old", some: "skipped" }), reason: () => "old" },
    } satisfies Check,
  },
];

test("messages that are not skipped are sent at the rate, and make up the mix of verdicts", async () => {
  const classes = [
    candidate({ n: 20, verdict: "poison" }),
    candidate({ n: 5 }),
    candidate({ n: 2, state: "discarded" }),
    candidate({ n: 1, replayCount: 7, verdict: "unknown" }),
  ];
  expect(await plan(classes, 5)).toMatchObject({
    sendable: 25,
    skipped: 3,
    seconds: 5,
    verdicts: { poison: 20, transient: 5, unknown: 0 },
  });
});

test("what was looked at and is none is said to be none", async () => {
  const empty = await plan([], null);
  expect(empty).toMatchObject({ sendable: 0, skipped: 0, seconds: null });
  const texts = new Map(empty.checks.map(({ key, text }) => [key, text]));
  expect([texts.get("in_replay"), texts.get("too_often"), texts.get("poison")]).toEqual(["none", "none, limit 5 per lineage", "none"]);
});

test("what a check of single messages skips is counted where all were sampled, and otherwise told by its line", async () => {
  const sampled = [oneMessage({ eventKey: "old" }), oneMessage({ eventKey: "new" })];
  const line = { key: "old", n: 1, effect: "skip", text: "of 2 sampled, skipped" };
  const all = await plan([candidate({ n: 2 }), candidate({ n: 3, state: "discarded" })], null, sampled);
  expect([all.sendable, all.skipped, all.checks.at(-1)]).toMatchObject([1, 4, line]);
  const some = await plan([candidate({ n: 9 })], null, sampled);
  expect([some.sendable, some.skipped, some.checks.at(-1)]).toMatchObject([9, 0, line]);
});
