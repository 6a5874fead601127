import type { Ctx } from "../context.ts";

/** What one committed batch of a queue brought: facts, for whoever watches. Each is told by one batch alone, whichever worker stored it. */
export interface Signals {
  readonly source: string;
  readonly queueId: number;
  /** When the batch was taken from the broker. */
  readonly at: Date;
  /** Messages stored, by group. */
  readonly stored: ReadonlyMap<number, number>;
  /** Groups that did not exist before. */
  readonly newGroups: readonly number[];
  /** Groups that somebody had closed, and whose first death since is in this batch. */
  readonly regressedGroups: readonly number[];
}

export interface Subscriber {
  /** Names it in the log. */
  readonly name: string;
  hear(ctx: Ctx, signals: Signals): Promise<void>;
}
