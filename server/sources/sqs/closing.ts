/** What a closing adapter has to do before its client goes. */
export class Closing {
  readonly #abort = new AbortController();
  readonly #held = new Set<() => Promise<void>>();

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  hold(giveBack: () => Promise<void>): () => void {
    this.#held.add(giveBack);
    return () => void this.#held.delete(giveBack);
  }

  /** Gives back what is handed over and not settled: another consumer need not wait until it becomes visible by itself. */
  async close(): Promise<void> {
    this.#abort.abort();
    await Promise.allSettled([...this.#held].map((giveBack) => giveBack()));
  }
}
