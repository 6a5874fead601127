import type { Depth } from "../port.ts";

/** How long an answer is good for: from the first, where it changes, to the longest, where it does not. */
const firstMs = 10_000;
const longestMs = 60_000;
/** The same of an empty queue that is polled: its polls say whether it still is. */
const longestPolledMs = 300_000;
/** An empty poll is believed for so long: two long polls and a bit. */
const polledMs = 45_000;

/** SQS counts approximately, and late: what was received before may be counted as in flight for so long. */
export const settledMs = 120_000;

/** What SQS counts in a queue; null: not told. */
export interface Counted {
  readonly ready: number | null;
  /** Received by somebody and not removed yet. */
  readonly inFlight: number | null;
}

/** What SQS counts of a queue. */
export function depthOf({ ready, inFlight }: Counted): Depth {
  return { ready, oldestAt: null, expiresAt: null, ...(inFlight !== null && { inHand: inFlight }) };
}

/** Messages that this process received together, and when it had settled all of them; Infinity: it still holds them. */
interface Taken {
  readonly n: number;
  settledAt: number;
}

interface Known {
  readonly depth: Depth;
  readonly askedAt: number;
  readonly forMs: number;
}

/** How much waits in queues, by as few requests as can be: each costs. What is not asked again keeps its time. */
export class Depths {
  readonly #known = new Map<string, Known>();
  readonly #empty = new Map<string, { readonly at: Date; readonly since: number }>();
  /** Since when a queue is consumed here. */
  readonly #since = new Map<string, number>();
  readonly #taken = new Map<string, readonly Taken[]>();
  readonly #ask: (queue: string) => Promise<Counted>;
  readonly #now: () => number;
  readonly #settledMs: number;

  constructor(ask: (queue: string) => Promise<Counted>, { now = () => performance.now(), settled = settledMs } = {}) {
    this.#ask = ask;
    this.#now = now;
    this.#settledMs = settled;
  }

  /** The queue is consumed here from now on; call what it answers when that ends. */
  began(queue: string): () => void {
    this.#since.set(queue, this.#now());
    return () => void this.#since.delete(queue);
  }

  /**
   * A poll brought so many messages; call what it answers when all of them were removed or given back. `waited`: it was a long poll, which asks all servers
   * of the queue. On FIFO it says little that none came: a group may be held by another consumer.
   */
  polled(queue: string, n: number, waited: boolean): () => void {
    if (n === 0) {
      if (waited && !queue.endsWith(".fifo")) this.#empty.set(queue, { at: new Date(), since: this.#now() });
      return () => {};
    }
    const taken: Taken = { n, settledAt: Number.POSITIVE_INFINITY };
    this.#taken.set(queue, [...this.#lately(queue), taken]);
    return () => {
      taken.settledAt = this.#now();
    };
  }

  /** Rejects with the client's errors. */
  async read(queue: string): Promise<Depth> {
    const [now, known, own] = [this.#now(), this.#known.get(queue), this.#ownAtMost(queue)];
    const empty = this.#empty.get(queue);
    const polled = empty && now - empty.since < polledMs ? empty : null;
    if (known && now - known.askedAt < goodFor(known, own))
      return polled && polled.since > known.askedAt ? { ready: 0, oldestAt: null, expiresAt: null, at: polled.at } : known.depth;
    const { ready, inFlight } = await this.#ask(queue);
    const forMs = polled && ready === 0 ? longestPolledMs : known?.depth.ready === ready ? Math.min(known.forMs * 2, longestMs) : firstMs;
    const depth: Depth = { ...depthOf({ ready, inFlight }), at: new Date() };
    this.#known.set(queue, { depth, askedAt: now, forMs });
    return own === null || inFlight === null ? depth : { ...depth, others: Math.max(0, inFlight - own) };
  }

  /** Messages that SQS may count as in flight because of us. null: not known, since whoever consumed it before may have left some. */
  #ownAtMost(queue: string): number | null {
    const since = this.#since.get(queue);
    if (since === undefined || this.#now() - since < this.#settledMs) return null;
    return this.#lately(queue).reduce((sum, { n }) => sum + n, 0);
  }

  #lately(queue: string): readonly Taken[] {
    return (this.#taken.get(queue) ?? []).filter(({ settledAt }) => this.#now() - settledAt < this.#settledMs);
  }
}

/** While messages come it is asked often: only then does whoever else takes them hold some. */
function goodFor({ forMs }: Known, own: number | null): number {
  return own !== null && own > 0 ? Math.min(forMs, firstMs) : forMs;
}
