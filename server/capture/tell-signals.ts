import type { Ctx } from "../context.ts";
import type { Signals, Subscriber } from "./signals.ts";

const subscribers: Subscriber[] = [];

/** From now on these hear of every batch that this process stores: `server/worker.ts` names them, by who owns them. */
export function subscribe(...more: readonly Subscriber[]): void {
  subscribers.push(...more);
}

/** Whether anybody in this process hears of batches; else their signals need not be looked for. */
export function isHeard(): boolean {
  return subscribers.length > 0;
}

/**
 * Tells all subscribers, after the commit. Nobody waits for them, and one that fails is logged: the batch is stored whatever they do. A worker that dies
 * between the commit and this has told nothing, so what must not be missed is read from the rows as well.
 */
export function tellSignals(ctx: Ctx, signals: Signals): void {
  for (const subscriber of subscribers)
    void Promise.resolve()
      .then(() => subscriber.hear(ctx, signals))
      .catch((err: unknown) =>
        ctx.log.error({ subscriber: subscriber.name, queueId: signals.queueId, err }, "signals of a batch were lost"),
      );
}
