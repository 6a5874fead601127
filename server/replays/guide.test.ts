import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { trickle } from "../downstreams/take-trickle.ts";
import { emptyConfig } from "../testing/context.ts";
import { numberText } from "../text/numbers.ts";
import { policyOf, stopAt } from "./policy.ts";
import { nextRate, stagesOf, wiseStages } from "./stages/choose.ts";
import { windowSeconds } from "./watch-window.ts";

const guide = readFileSync("docs/guide/replays.md", "utf8").replaceAll(/\s+/g, " ");
const { stop, observeSeconds, replayLimit } = policyOf(emptyConfig, null);
const [ramp] = stagesOf({ canary: 0, ramp: true });
const first = ramp?.kind === "ramp" ? ramp : { from: 0, everySeconds: 0 };
/** The last rate of a ramp of a replay without a limit, doubled. */
const top = [...Array(20)].reduce<number>((rate) => nextRate(rate, null) ?? rate, first.from) * 2;
const fewest = [...Array(1_000).keys()].find((n) => wiseStages(n, true).canary > 0) ?? 0;

test.each([
  [`begins at ${first.from} message a second and doubles every ${first.everySeconds} s`],
  [`or to ${numberText(1_000)} a second where it has none`],
  [
    `From ${fewest} messages on, a plan suggests a canary of 1 % of the messages, at most ${wiseStages(1_000_000, true).canary}, and a ramp`,
  ],
  [`has not come back for ${observeSeconds} s`],
  [`more than ${stop.cameBack?.percent} % of what it sent, and at least ${stop.cameBack?.least}`],
  [`with another failure | ${stop.newFailures} `],
  [
    `${stop.failuresInRow} in a row; or more than ${stopAt.untaken.percent} % of what was given to it, and at least ${stopAt.untaken.least}`,
  ],
  [`for ${stop.notSentSeconds} s`],
  [`After ${replayLimit} replays`],
])("the guide says: %s", (words) => {
  expect(guide).toContain(words);
});

test("numbers of the guide that hang on functions", () => {
  expect(top).toBeGreaterThanOrEqual(1_000);
  expect(windowSeconds(60, 100)).toBe(200);
  expect(windowSeconds(60, 100_000)).toBe(86_400);
  expect(readFileSync("docs/guide/breakers.md", "utf8")).toContain(`${trickle.items} messages every ${trickle.everyMs / 1_000} s`);
});
