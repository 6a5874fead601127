import { cleanLines, cleanOrNull } from "../messages/clean.ts";
import type { Attempt, Evidence, FailureError } from "./failure.ts";

export const caps = { text: 2_000, stack: 65_536, type: 300, title: 160, name: 200 } as const;

/** What a convention found; everything that it does not carry stays unknown. */
export function newEvidence(convention: string, found: Partial<Omit<Evidence, "convention">>): Evidence {
  return {
    convention,
    headers: [],
    strips: [],
    errors: [],
    attempts: [],
    attemptCount: null,
    origin: null,
    reason: null,
    diedAt: null,
    unwrapped: null,
    ...found,
  };
}

/** An error as text columns and pages can hold it; null when nothing is known of it. */
export function newError(type: string | null, text: string | null, stack: string | null = null): FailureError | null {
  const error = {
    type: cleanOrNull(type, caps.type),
    text: cleanOrNull(text, caps.text),
    stack: stack ? cleanLines(stack, caps.stack) || null : null,
  };
  return error.type || error.text || error.stack ? error : null;
}

/** The last attempt, known in full; `total - 1` attempts of which only the number is known come ahead of it. */
export function lastAttempt(
  last: { at: Date | null; where: string | null; error: FailureError | null; source: string },
  total: number | null = null,
): readonly Attempt[] {
  const to = Math.max(total ?? 1, 1);
  const error = last.error ? { type: last.error.type, text: last.error.text } : null;
  const exact: Attempt = { from: to, to, at: last.at, where: last.where, error, source: last.source, certainty: "exact" };
  return to === 1 ? [exact] : [{ ...exact, from: 1, to: to - 1, at: null, error: null, certainty: "count_only" }, exact];
}
