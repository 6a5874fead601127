import { trickle } from "../downstreams/take-trickle.ts";
import { breaker, type BreakerData } from "./breaker.ts";
import type { JudgedCandidate } from "./tally.ts";

/** How many of these held messages are sent at once at most, as trials: a few for each downstream that is half-open, or closed a short while ago. Pure. */
export function countTrials(held: readonly JudgedCandidate[]): number {
  const tried = held.flatMap(({ candidate: { n }, verdict }) => {
    if (verdict.do !== "hold" || verdict.code !== breaker.code) return [];
    const data = verdict.data as BreakerData | null;
    return data?.gate === "trickle" ? [{ n, downstream: data.downstream }] : [];
  });
  const each = [...Map.groupBy(tried, ({ downstream }) => downstream).values()].map((all) => all.reduce((sum, { n }) => sum + n, 0));
  return each.reduce((sum, n) => sum + Math.min(n, trickle.items), 0);
}
