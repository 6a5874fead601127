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

/** Who hears of every batch. */
const subscribers: readonly Subscriber[] = [];

/**
 * Tells all subscribers, after the commit. Nobody waits for them, and one that fails is logged: the batch is stored whatever they do. A worker that dies
 * between the commit and this has told nothing, so what must not be missed is read from the rows as well.
 */
export function tellSignals(ctx: Ctx, signals: Signals, to: readonly Subscriber[] = subscribers): void {
  for (const subscriber of to)
    void Promise.resolve()
      .then(() => subscriber.hear(ctx, signals))
      .catch((err: unknown) =>
        ctx.log.error({ subscriber: subscriber.name, queueId: signals.queueId, err }, "signals of a batch were lost"),
      );
}
