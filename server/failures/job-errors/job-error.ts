import type { FailureError } from "../failure.ts";

/** One failed try of a job, as its table tells it. */
export interface JobTry {
  readonly at: Date | null;
  /** 1-based; null: the table does not number it. */
  readonly number: number | null;
  readonly error: FailureError | null;
}

/** Reads what one framework writes of a job's errors, oldest first. Pure; of a text that it does not know it answers none. */
export type ReadJobErrors = (text: string) => readonly JobTry[];

/** The last try, where its error alone is kept. */
export function lastError(error: FailureError | undefined): readonly JobTry[] {
  return error ? [{ at: null, number: null, error }] : [];
}
