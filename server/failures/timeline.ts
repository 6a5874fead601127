import type { Attempt, Evidence } from "./failure.ts";

/**
 * One list of attempts out of what every convention knows. Frameworks that republish a dead letter do so after the attempt that the
 * broker no longer counts, so their exact attempt follows the broker's; one that knows the total places itself.
 */
export function mergeAttempts(evidences: readonly Evidence[]): { readonly attempts: readonly Attempt[]; readonly count: number | null } {
  const broker = evidences.find(({ convention }) => convention === "x-death");
  const framework = evidences.find(({ convention, attempts }) => attempts.length > 0 && !onlyCounts.includes(convention));
  const counted = broker?.attempts ?? [];
  const total = countOf(counted);
  if (!framework) {
    const alone = broker?.attempts.length ? broker : evidences.find(({ attempts }) => attempts.length > 0);
    return { attempts: alone?.attempts ?? [], count: alone?.attemptCount ?? null };
  }
  const own = countOf(framework.attempts);
  if (framework.attemptCount !== null || own > 1) {
    return own > total
      ? { attempts: framework.attempts, count: own }
      : { attempts: [...counted, ...after(framework.attempts.slice(-1), total)], count: total + 1 };
  }
  if (counted.length === 0) return { attempts: framework.attempts, count: null };
  return { attempts: [...counted, ...after(framework.attempts, total)], count: total + own };
}

const onlyCounts = ["x-death", "SQS"];

function countOf(attempts: readonly Attempt[]): number {
  return attempts.at(-1)?.to ?? 0;
}

function after(attempts: readonly Attempt[], offset: number): readonly Attempt[] {
  const shift = offset + 1 - (attempts[0]?.from ?? 1);
  return attempts.map((attempt) => ({ ...attempt, from: attempt.from + shift, to: attempt.to + shift }));
}
