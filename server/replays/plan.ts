import type { Chosen } from "../checks/check.ts";
import type { Informed } from "../checks/judge.ts";
import { isFailing } from "../checks/still-failing.ts";
import { type JudgedCandidate, type PlanCheck, tally } from "../checks/tally.ts";
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
}

/** Messages a second where nobody chose a rate and others still die the same way: few fail again before somebody sees it. */
const carefulRate = 5;

export interface ReplayPlan {
  readonly sendable: number;
  /** Not all that may be sent were sampled, and of those that were some would not be sent, or nobody can tell: `sendable` is a bound. */
  readonly atMost: boolean;
  readonly skipped: number;
  readonly checks: readonly PlanCheck[];
  /** Of those that would be sent. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Of those, whose failure still kills others. */
  readonly failing: number;
  /** The chosen rate, or the one that is wise; null: as fast as the broker confirms. */
  readonly rate: number | null;
  /** Nobody chose the rate, and it is bounded because others still die the same way. */
  readonly slowed: boolean;
  /** Seconds at that rate; null: as fast as the broker confirms. */
  readonly seconds: number | null;
}

/**
 * What a replay would do, from counts. What a check of single messages skips is counted where all of them were sampled; otherwise only its line tells it,
 * and `sendable` is what may be sent at most.
 */
export function planReplay({ chosen, byClass, bySample, rate: asked }: PlanFacts): ReplayPlan {
  const byClassSent = byClass.judged.filter(isSent);
  const allSampled = isAllSampled(byClass, bySample);
  const sent = allSampled ? bySample.judged.filter(isSent) : byClassSent;
  const doubtful = (one: JudgedCandidate) => !isSent(one) || one.verdict.do === "unknown";
  const sendable = sum(sent);
  const failing = chosen.target.to === "release" ? 0 : sum(sent.filter(({ candidate }) => isFailing(candidate)));
  const slowed = asked === undefined && failing > 0;
  const rate = slowed ? carefulRate : (asked ?? null);
  const mix = verdicts.map((verdict) => [verdict, sum(sent.filter(({ candidate }) => candidate.verdict === verdict))] as const);
  return {
    sendable,
    atMost: !allSampled && [...bySample.judged, ...byClassSent].some(doubtful),
    skipped: sum(byClass.judged) - sendable,
    checks: [byClass, bySample].flatMap(({ informed, judged }) => tally(informed, judged, chosen)),
    verdicts: Object.fromEntries(mix) as Record<Verdict, number>,
    failing,
    rate,
    slowed,
    seconds: rate === null ? null : sendable / rate,
  };
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
