import type { Candidate } from "./candidate.ts";
import type { Chosen, Found, Line } from "./check.ts";
import { applies, type Informed, type Judged, judge } from "./judge.ts";
import type { Finding } from "./verdict.ts";

/** A line of a plan: what a check says of all that is chosen. */
export interface PlanCheck extends Line {
  /** The check's code. */
  readonly key: string;
  /** What becomes of those that it speaks of; null: there are none, or it does not know. */
  readonly effect: Finding["do"] | null;
}

export interface JudgedCandidate extends Judged {
  readonly candidate: Candidate;
}

export function judgeAll(informed: readonly Informed[], candidates: readonly Candidate[], now: Date): readonly JudgedCandidate[] {
  return candidates.map((candidate) => ({ candidate, ...judge(informed, candidate, now) }));
}

/** The lines of all checks. What is skipped is told by the check that skips it, and by no other. */
export function tally(informed: readonly Informed[], all: readonly JudgedCandidate[], chosen: Chosen): readonly PlanCheck[] {
  return informed.flatMap(({ check, facts }) => {
    const judged = all
      .filter(({ candidate }) => applies(check, candidate))
      .map(({ candidate, verdict, findings }) => {
        const finding = findings.find((said) => said.check === check)?.finding ?? null;
        return { candidate, finding: finding && (verdict.do !== "skip" || finding.do === "skip") ? finding : null };
      });
    const count = (wanted: (finding: Finding) => boolean) =>
      judged.reduce((sum, { candidate, finding }) => sum + (finding && wanted(finding) ? candidate.n : 0), 0);
    const found: Found = {
      facts,
      judged,
      chosen,
      n: count((finding) => finding.do !== "unknown"),
      unknown: count((finding) => finding.do === "unknown"),
      sampled: check.per === "message" ? judged.length : null,
    };
    const line = check.words.line(found);
    const effect = judged.find(({ finding }) => finding && finding.do !== "unknown")?.finding?.do ?? null;
    return line ? [{ key: check.code, ...line, effect }] : [];
  });
}
