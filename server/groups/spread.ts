/** What the newest dead messages of a group have in common. */
export interface GroupSpread {
  /** How many were looked at. */
  readonly of: number;
  readonly fewestAttempts: number | null;
  readonly mostAttempts: number | null;
  /** Messages that do not carry a count. */
  readonly unknownAttempts: number;
  readonly keys: number;
  readonly withoutKey: number;
  readonly cameBack: number;
  readonly edited: number;
  readonly duplicates: number;
}
