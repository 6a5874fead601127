import type { Chosen } from "../checks/check.ts";
import { countTrials } from "../checks/count-trials.ts";
import type { Informed } from "../checks/judge.ts";
import { isFailing } from "../checks/still-failing.ts";
import { type JudgedCandidate, type PlanCheck, tally } from "../checks/tally.ts";
import { type PauseAt, stopAt } from "./policy.ts";
import { lastsSeconds, type StageChoice, wiseStages } from "./stages/choose.ts";
import { type Verdict, verdicts } from "../failures/failure.ts";

/** Candidates with what was read to judge them by. */
export interface JudgedBy {
  readonly informed: readonly Informed[];
  readonly judged: readonly JudgedCandidate[];
}

export interface PlanFacts {
  readonly chosen: Chosen;
  /** All that is chosen. */
  readonly byClass: JudgedBy;
  /** Single messages that their class does not exclude. */
  readonly bySample: JudgedBy;
  /** Left out: nobody chose one. */
  readonly rate: number | null | undefined;
  /** Left out: nobody chose any. */
  readonly stages: StageChoice | undefined;
  /** Seconds for which each is watched. */
  readonly observeSeconds: number;
  /** As chosen, or as redrive.yaml says. */
  readonly stop: PauseAt;
}

/** Messages a second where nobody chose a rate and others still die the same way: few fail again before somebody sees it. */
const carefulRate = 5;

export interface ReplayPlan {
  readonly sendable: number;
  /** Not all that may be sent were sampled, and of those that were some would not be sent, or nobody can tell: `sendable` is a bound. */
  readonly atMost: boolean;
  readonly skipped: number;
  /** Of those that may be sent: they wait at first. */
  readonly held: number;
  /** What they wait for, in a clause or a sentence; null: none waits. */
  readonly heldBy: string | null;
  /** Of those that wait: sent at once at most, to see how a downstream that is half-open takes them. A low rate sends fewer. */
  readonly trials: number;
  readonly checks: readonly PlanCheck[];
  /** Of those that would be sent. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Of those, whose failure still kills others. */
  readonly failing: number;
  /** The chosen rate, or the one that is wise; null: as fast as the broker confirms. */
  readonly rate: number | null;
  /** Nobody chose the rate, and it is bounded because others still die the same way. */
  readonly slowed: boolean;
  /** The chosen stages, or those that are wise. */
  readonly stages: StageChoice;
  /** Some of those that would be sent are recognised when they come back: otherwise a canary proves nothing. */
  readonly watchable: boolean;
  /** It pauses by itself when more than so many percent come back, or so many with another failure than before. */
  readonly stop: PauseAt;
  /** It pauses as well when the broker does not take so many in a row. */
  readonly failuresInRow: number;
  /** Seconds at that rate, with its stages; null: as fast as the broker confirms. */
  readonly seconds: number | null;
}

/**
 * What a replay would do, from counts. What a check of single messages skips is counted where all of them were sampled; otherwise only its line tells it,
 * and `sendable` is what may be sent at most.
 */
export function planReplay({ chosen, byClass, bySample, rate: asked, stages: chosenStages, observeSeconds, stop }: PlanFacts): ReplayPlan {
  const byClassSent = byClass.judged.filter(isSent);
  const allSampled = isAllSampled(byClass, bySample);
  const sent = allSampled ? bySample.judged.filter(isSent) : byClassSent;
  const doubtful = (one: JudgedCandidate) => !isSent(one) || one.verdict.do === "unknown";
  const sendable = sum(sent);
  const failing = chosen.target.to === "release" ? 0 : sum(sent.filter(({ candidate }) => isFailing(candidate)));
  const slowed = asked === undefined && failing > 0;
  const rate = slowed ? carefulRate : (asked ?? null);
  const held = heldOf(byClass, bySample);
  const checks = [byClass, bySample].flatMap(({ informed, judged }) => tally(informed, judged, chosen));
  const watchable =
    chosen.target.to !== "release" &&
    sent.some(({ candidate: { carriesHeaders, facts } }) => carriesHeaders !== false && facts?.marked !== false);
  const stages = chosenStages ?? wiseStages(sendable, watchable);
  const mix = verdicts.map((verdict) => [verdict, sum(sent.filter(({ candidate }) => candidate.verdict === verdict))] as const);
  return {
    sendable,
    atMost: !allSampled && [...bySample.judged, ...byClassSent].some(doubtful),
    skipped: sum(byClass.judged) - sendable,
    held: Math.min(sendable, sum(held)),
    heldBy: heldBy(held, checks),
    // Until a canary is over nothing else is sent.
    trials: Math.min(countTrials(held), sendable, stages.canary || sendable),
    checks,
    verdicts: Object.fromEntries(mix) as Record<Verdict, number>,
    failing,
    rate,
    slowed,
    stages,
    watchable,
    stop,
    failuresInRow: stopAt.failuresInRow,
    seconds: lastsSeconds(sendable, rate, stages, observeSeconds),
  };
}

/** What waits at first: by its class, or by itself, where no sample of it is skipped. */
function heldOf(byClass: JudgedBy, bySample: JudgedBy): readonly JudgedCandidate[] {
  const isHeld = ({ verdict }: JudgedCandidate) => verdict.do === "hold";
  const ids = new Set(bySample.judged.flatMap((one) => (isSent(one) && !isHeld(one) ? [] : (one.candidate.message?.id ?? []))));
  const ofClass = byClass.judged.filter((one) => isHeld(one) && !ids.has(one.candidate.message?.id ?? 0));
  return [...ofClass, ...bySample.judged.filter(isHeld)];
}

/** The words of the check that holds the first of them. */
function heldBy([first]: readonly JudgedCandidate[], checks: readonly PlanCheck[]): string | null {
  const code = first?.verdict.do === "hold" ? first.verdict.code : null;
  const line = checks.find(({ key }) => key === code);
  return line?.holds ?? line?.details?.[0] ?? null;
}

/** Every message that its class does not exclude was judged by itself. */
export function isAllSampled(byClass: JudgedBy, bySample: JudgedBy): boolean {
  return sum(byClass.judged.filter(isSent)) === bySample.judged.length;
}

function sum(all: readonly JudgedCandidate[]): number {
  return all.reduce((n, { candidate }) => n + candidate.n, 0);
}

/** It is sent, at once or when what holds it is over. */
export function isSent({ verdict }: JudgedCandidate): boolean {
  return verdict.do !== "skip";
}
