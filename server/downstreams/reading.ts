/** What a breaker says of itself. `disabled` and `metrics_only` let every call through; `isolated` and `forced_open` were opened by hand. */
export const breakerStates = ["closed", "half_open", "open", "forced_open", "isolated", "disabled", "metrics_only", "unknown"] as const;
export type BreakerState = (typeof breakerStates)[number];

/** What a downstream's breakers say together. */
export const downstreamStates = ["closed", "half_open", "open", "unknown"] as const;
export type DownstreamState = (typeof downstreamStates)[number];

/** How a state is known: the library reports it, it follows from counters, or Redrive asked the downstream itself. */
export const methods = ["reported", "inferred", "probed"] as const;
export type Method = (typeof methods)[number];

/** One breaker of one instance, as a kind reads it. null: not told. */
export interface Told {
  readonly breaker: string;
  /** The process that holds the breaker: "10.1.2.3:8080". */
  readonly instance: string;
  readonly state: BreakerState;
  readonly method: Method;
  /** Percent. */
  readonly failureRate: number | null;
  /** Percent from which on it opens. */
  readonly threshold: number | null;
  /** Calls in its window. */
  readonly calls: number | null;
  /** Calls that it did not let through. */
  readonly rejected: number | null;
  /** When it was so, in milliseconds since 1970. */
  readonly at: number;
  /** Why the state is unknown, in a sentence; null: it is known. */
  readonly why: string | null;
  /** Counters that the next reading is compared with. */
  readonly counters?: Readonly<Record<string, number>>;
}

/** The same as it is stored. */
export interface Reading extends Told {
  /** The address that told it. */
  readonly via: string;
  /** When its breaker was last told there, in milliseconds since 1970; 0: never. */
  readonly seenAt: number;
}

/** An answer that cannot be read. Its text says why, and quotes nothing of it. */
export class ReadingError extends Error {
  override readonly name = "ReadingError";
}

/** A reading of which only its being unknown is known. */
export function unknownReading(breaker: string, instance: string, at: number, why: string, method: Method = "reported"): Told {
  return { breaker, instance, state: "unknown", method, failureRate: null, threshold: null, calls: null, rejected: null, at, why };
}
