/** Items of one replay by what became of them. */
export interface OutcomeCounts {
  readonly waiting: number;
  /** Kept back by a check, to be judged again. */
  readonly held: number;
  readonly sending: number;
  readonly observing: number;
  readonly presumedOk: number;
  /** The application that it was sent to says so. */
  readonly processed: number;
  readonly confirmed: number;
  readonly cameBack: number;
  readonly failed: number;
  readonly unknown: number;
  readonly skipped: number;
  readonly cancelled: number;
}
