import { DomainError } from "../errors.ts";

const most = { ofOne: 30, ofAll: 300 };

/** The streams that are open in this process. */
export class Streams {
  readonly #open = new Map<string, number>();

  /**
   * Counts one more of an owner (`streamOwner`; null: not known, which counts as one owner) until the signal aborts. Throws `too_many` where it would be one
   * too many: pages read again by the clock then.
   */
  enter(owner: string | null, signal: AbortSignal): void {
    if (signal.aborted) return;
    const from = owner ?? "";
    const own = this.#open.get(from) ?? 0;
    if (own >= most.ofOne)
      throw new DomainError("too_many", `There are ${most.ofOne} live streams from here already. Close other pages of the console.`);
    const all = [...this.#open.values()].reduce((sum, n) => sum + n, 0);
    if (all >= most.ofAll) throw new DomainError("too_many", `The console serves ${most.ofAll} live streams, and all are taken.`);
    this.#open.set(from, own + 1);
    signal.addEventListener("abort", () => this.#leave(from), { once: true });
  }

  #leave(from: string): void {
    const left = (this.#open.get(from) ?? 0) - 1;
    if (left > 0) this.#open.set(from, left);
    else this.#open.delete(from);
  }
}
