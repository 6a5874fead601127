import type { Attempt, Evidence } from "./failure.ts";

interface Timeline {
  /** In their order, none twice; a run stands where only the number is known. */
  readonly attempts: readonly Attempt[];
  /** null: unknown; then the numbers only order what is known. */
  readonly attemptCount: number | null;
}

/**
 * One list of attempts out of what every convention knows. Exact records are of the last attempts, so they are lined up at the end;
 * counters start at the first. Where only the first of some rejections is certain, an exact record is of a later attempt.
 */
export function mergeAttempts(evidences: readonly Evidence[]): Timeline {
  const total = countAttempts(evidences);
  const end = total ?? Math.max(0, ...evidences.map(extentOf));
  const exact = new Map<number, Attempt>();
  const runs: Attempt[] = [];
  for (const evidence of evidences) {
    const shift = end - Math.max(extentOf(evidence), evidence.attemptCount ?? 0);
    for (const attempt of evidence.attempts) {
      if (attempt.certainty !== "exact") runs.push(attempt);
      else {
        const number = attempt.from + shift;
        exact.set(number, join(exact.get(number), { ...attempt, from: number, to: number }));
      }
    }
  }
  runs.sort((a, b) => rank(a) - rank(b));
  return { attempts: runs.reduce(fillGaps, sorted(exact.values())), attemptCount: total };
}

/** How many attempts there were; null: unknown. */
export function countAttempts(evidences: readonly Evidence[]): number | null {
  const totals = evidences.flatMap(({ attemptCount }) => attemptCount ?? []);
  if (totals.length > 0) return Math.max(...totals);
  const first = evidences.flatMap(({ attempts }) => attempts.filter(({ certainty }) => certainty === "first_only"));
  const exact = evidences.some(({ attempts }) => attempts.some(({ certainty, error }) => certainty === "exact" && error !== null));
  return exact && first.length > 0 ? Math.max(...first.map(({ to }) => to)) + 1 : null;
}

function extentOf({ attempts }: Evidence): number {
  return attempts.at(-1)?.to ?? 0;
}

function rank({ certainty, from, to }: Attempt): number {
  return certainty === "first_only" ? -1 : 1 / (to - from + 2);
}

/** Two records of one attempt: what one does not know the other may. */
function join(one: Attempt | undefined, other: Attempt): Attempt {
  if (!one) return other;
  const source = one.source === other.source ? one.source : `${one.source} and ${other.source}`;
  return { ...one, at: one.at ?? other.at, where: one.where ?? other.where, error: one.error ?? other.error, source };
}

/** Puts a run into the numbers that nothing has taken yet, in as many pieces as that needs. */
function fillGaps(taken: readonly Attempt[], run: Attempt): readonly Attempt[] {
  const pieces: Attempt[] = [];
  let from = run.from;
  for (const attempt of taken) {
    if (attempt.to < from) continue;
    if (attempt.from > run.to) break;
    if (attempt.from > from) pieces.push({ ...run, from, to: attempt.from - 1 });
    from = attempt.to + 1;
  }
  if (from <= run.to) pieces.push({ ...run, from, to: run.to });
  return sorted([...taken, ...pieces]);
}

function sorted(attempts: Iterable<Attempt>): readonly Attempt[] {
  return [...attempts].sort((a, b) => a.from - b.from);
}
