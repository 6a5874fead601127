import type { Chosen } from "../checks/check.ts";
import type { Informed } from "../checks/judge.ts";
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
  readonly rate: number | null;
}

export interface ReplayPlan {
  readonly sendable: number;
  readonly skipped: number;
  readonly checks: readonly PlanCheck[];
  /** Of those that would be sent. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Seconds at the chosen rate; null: as fast as the broker confirms. */
  readonly seconds: number | null;
}

/**
 * What a replay would do, from counts. What a check of single messages skips is counted where all of them were sampled; otherwise only its line tells it,
 * and `sendable` is what may be sent at most.
 */
export function planReplay({ chosen, byClass, bySample, rate }: PlanFacts): ReplayPlan {
  const sum = (all: readonly JudgedCandidate[]) => all.reduce((n, { candidate }) => n + candidate.n, 0);
  const byClassSent = byClass.judged.filter(isSent);
  const sent = sum(byClassSent) === bySample.judged.length ? bySample.judged.filter(isSent) : byClassSent;
  const sendable = sum(sent);
  const mix = verdicts.map((verdict) => [verdict, sum(sent.filter(({ candidate }) => candidate.verdict === verdict))] as const);
  return {
    sendable,
    skipped: sum(byClass.judged) - sendable,
    checks: [byClass, bySample].flatMap(({ informed, judged }) => tally(informed, judged, chosen)),
    verdicts: Object.fromEntries(mix) as Record<Verdict, number>,
    seconds: rate === null ? null : sendable / rate,
  };
}

/** It is sent, at once or when what holds it is over. */
export function isSent({ verdict }: JudgedCandidate): boolean {
  return verdict.do !== "skip";
}
