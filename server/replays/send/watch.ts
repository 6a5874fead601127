import type { Ctx } from "../../context.ts";
import { holdThroughOutage } from "../../db/hold.ts";
import type { Batch } from "./batch.ts";
import { mayGoOn } from "./may-go-on.ts";

/** How long a look at the replay's state is good for. */
const lookMs = 100;
const never = new AbortController().signal;

/** Looks now and then whether a batch may go on: its replay runs, it is still in this lane's hand, and the worker is not told to end. */
export class Watch {
  readonly #look: () => Promise<boolean>;
  // A batch that was claimed ahead may have waited for long: nothing is sent before the first look.
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<boolean> | null = null;

  constructor(ctx: Ctx, batch: Batch, signal: AbortSignal) {
    this.#look = async () => !signal.aborted && (await holdThroughOutage(() => mayGoOn(ctx, batch), { signal: never }));
  }

  async goesOn(): Promise<boolean> {
    if (performance.now() - this.#lookedAt <= lookMs) return true;
    this.#looking ??= this.#lookNow().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #lookNow(): Promise<boolean> {
    const begunAt = performance.now();
    const goes = await this.#look();
    if (goes) this.#lookedAt = begunAt;
    return goes;
  }

  /** What was seen last is out of date. */
  lookAgain(): void {
    this.#lookedAt = Number.NEGATIVE_INFINITY;
  }
}
