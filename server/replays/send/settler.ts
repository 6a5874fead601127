/** Writes outcomes while the next messages are sent: one write at a time, and at most one that nobody waits for. */
export class Settler {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when the write before this one is done. Rejects when that one failed. */
  async begin(write: () => Promise<void>): Promise<void> {
    await this.#last;
    this.#last = write();
    // Whoever comes next hears of a failure.
    this.#last.catch(() => {});
  }

  /** Resolves when nothing is being written. Rejects once with the failure of the last write. */
  async drain(): Promise<void> {
    const last = this.#last;
    this.#last = Promise.resolve();
    await last;
  }
}
