import type { Ctx } from "../../context.ts";
import { holdThroughOutage } from "../../db/hold.ts";
import type { Batch } from "./batch.ts";
import { mayGoOn } from "./may-go-on.ts";

/** How long a look is good for, before a slice and before a message that waited for another. */
const lookMs = 100;
/** How long one that was waited for is good for, and until the last of its slice leaves: well under the time after which a silent worker is taken for dead. */
const leaseMs = 5_000;
const latestMs = 8_000;
const never = new AbortController().signal;

/**
 * Looks now and then whether a batch may go on: its replay runs, it is still in this lane's hand, and the worker is not told to end. A worker may stand
 * still at any moment, so what was seen last counts from when it was asked. Once it may not go on, it never may again: what waits keeps its order.
 */
export class Watch {
  readonly #ctx: Ctx;
  readonly #batch: Batch;
  readonly #signal: AbortSignal;
  /** When it was asked what was seen last; null: nothing good was. */
  #seenAt: Moment | null = null;
  #looking: Promise<boolean> | null = null;
  #isOver = false;

  constructor(ctx: Ctx, batch: Batch, signal: AbortSignal) {
    this.#ctx = ctx;
    this.#batch = batch;
    this.#signal = signal;
  }

  async goesOn(goodForMs = lookMs): Promise<boolean> {
    if (this.#isOver) return false;
    if (this.#seenAt !== null && since(this.#seenAt) <= goodForMs) return true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    if (!(await this.#looking)) this.#isOver = true;
    return this.#isOver ? false : this.goesOn(leaseMs);
  }

  /** What was seen last is out of date. */
  lookAgain(): void {
    this.#seenAt = null;
  }

  /** Tells later whether what is seen now is still good enough to let a message leave. */
  inTime(): () => boolean {
    const seenAt = this.#seenAt;
    return () => seenAt !== null && since(seenAt) <= latestMs;
  }

  /** While the database is away it waits, and so does the batch. */
  async #look(): Promise<boolean> {
    if (this.#signal.aborted) return false;
    return holdThroughOutage(
      async () => {
        const askedAt = now();
        const may = await mayGoOn(this.#ctx, this.#batch);
        if (may) this.#seenAt = askedAt;
        return may;
      },
      { signal: never },
    );
  }
}

/** By both clocks: one stands still while the machine sleeps, the other may be set. */
interface Moment {
  readonly steady: number;
  readonly wall: number;
}

function now(): Moment {
  return { steady: performance.now(), wall: Date.now() };
}

function since({ steady, wall }: Moment): number {
  return Math.max(performance.now() - steady, Math.abs(Date.now() - wall));
}
