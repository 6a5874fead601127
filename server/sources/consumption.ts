import type { ConsumeOptions, OnBatch } from "./port.ts";

/** One call of `Broker.consume`, as an adapter hands it to its own loop. */
export interface Consumption {
  readonly queue: string;
  readonly onBatch: OnBatch;
  readonly options: ConsumeOptions;
  readonly signal: AbortSignal;
}

/**
 * Runs an adapter's loop. Rejects with the very error that `onBatch` rejected with, if it did: that one is not the broker's, so the adapter must not
 * put it in words. Everything else that the loop rejects with becomes what `toError` makes of it.
 */
export async function runConsumption(
  consumption: Consumption,
  loop: (guarded: Consumption) => Promise<void>,
  toError: (error: unknown) => unknown,
): Promise<void> {
  const failure: { error?: unknown } = {};
  const onBatch: OnBatch = (batch) =>
    consumption.onBatch(batch).catch((error: unknown) => {
      failure.error = error;
      throw error;
    });
  try {
    await loop({ ...consumption, onBatch });
  } catch (error) {
    throw "error" in failure ? failure.error : toError(error);
  }
}
