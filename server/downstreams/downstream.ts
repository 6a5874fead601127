/** When a downstream counts as open where several instances tell different states. */
export const openPolicies = ["any_open", "majority_open", "all_open"] as const;
export type OpenPolicy = (typeof openPolicies)[number];

/** A source of readings, as redrive.yaml says. */
export interface ReadingSpec {
  readonly kind: string;
  /** The addresses that are asked: one for each process that holds a breaker. */
  readonly urls: readonly string[];
  /** Headers of each request, such as one with a token. */
  readonly sends: Readonly<Record<string, string>>;
  /** What its kind goes by. */
  readonly own: object;
  /** Tells its row from others: equal for equal settings. */
  readonly key: string;
}

/** A system that consumers call, as redrive.yaml says. */
export interface DownstreamSpec {
  readonly name: string;
  readonly readings: readonly ReadingSpec[];
  readonly opens: OpenPolicy;
  /** It is asked so often. */
  readonly everySeconds: number;
  /** A reading that is older is unknown. */
  readonly staleSeconds: number;
  /** What was held goes on when it was closed for so long. */
  readonly stableSeconds: number;
  /** Bulk replays are held while its state is unknown. */
  readonly unknownHolds: boolean;
}
