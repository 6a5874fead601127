const limit = 50;
const windowMs = 20_000;

/** Counts failed imports of one queue: so many in so short a time mean that something larger is wrong than a message. */
export class ImportWindow {
  #seen: { at: number; n: number }[] = [];
  readonly reason = `${limit} messages could not be imported within ${windowMs / 1_000} seconds. See failed imports, then resume.`;

  /** Notes failures; true when the window is full, which empties it. */
  add(n: number, at: Date): boolean {
    const now = at.getTime();
    this.#seen = [...this.#seen.filter((seen) => seen.at > now - windowMs), { at: now, n }];
    if (this.#seen.reduce((sum, seen) => sum + seen.n, 0) < limit) return false;
    this.#seen = [];
    return true;
  }
}
