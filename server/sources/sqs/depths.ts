import type { Depth } from "../port.ts";

/** How long an answer is good for: from the first, where it changes, to the longest, where it does not. */
const firstMs = 10_000;
const longestMs = 60_000;
/** The same of an empty queue that is polled: its polls say whether it still is. */
const longestPolledMs = 300_000;
/** An empty poll is believed for so long: two long polls and a bit. */
const polledMs = 45_000;

/** SQS counts approximately, and late: what was received before may be counted as in flight for so long. */
const settledMs = 120_000;
/** How long it is told that somebody else reads. */
const toldMs = 3_600_000;

/** What SQS counts in a queue; null: not told. */
export interface Counted {
  readonly ready: number | null;
  /** Received by somebody and not removed yet. */
  readonly inFlight: number | null;
}

/** Somebody else held messages of a queue that Redrive takes from. */
export interface Others {
  readonly at: Date;
  readonly n: number;
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
  /** When a poll last brought something. */
  readonly #received = new Map<string, number>();
  readonly #others = new Map<string, Others & { readonly since: number }>();
  readonly #ask: (queue: string) => Promise<Counted>;
  readonly #now: () => number;

  constructor(ask: (queue: string) => Promise<Counted>, now = () => performance.now()) {
    this.#ask = ask;
    this.#now = now;
  }

  /** A long poll of all its servers brought nothing. On FIFO that says little: a group may be held by another consumer. */
  empty(queue: string): void {
    if (!queue.endsWith(".fifo")) this.#empty.set(queue, { at: new Date(), since: this.#now() });
  }

  /** A poll brought something. */
  received(queue: string): void {
    this.#received.set(queue, this.#now());
  }

  /** Who else was seen reading lately; null: nobody. */
  others(queue: string): Others | null {
    const seen = this.#others.get(queue);
    return seen && this.#now() - seen.since < toldMs ? seen : null;
  }

  /** Rejects with the client's errors. */
  async read(queue: string): Promise<Depth> {
    const [now, known] = [this.#now(), this.#known.get(queue)];
    const empty = this.#empty.get(queue);
    const polled = empty && now - empty.since < polledMs ? empty : null;
    if (known && now - known.askedAt < known.forMs)
      return polled && polled.since > known.askedAt ? { ready: 0, oldestAt: null, expiresAt: null, at: polled.at } : known.depth;
    const { ready, inFlight } = await this.#ask(queue);
    // Polls brought nothing for long, so what is in flight is in somebody else's hand.
    const isQuiet = polled !== null && now - (this.#received.get(queue) ?? Number.NEGATIVE_INFINITY) > settledMs;
    if (isQuiet && inFlight) this.#others.set(queue, { at: new Date(), n: inFlight, since: now });
    const forMs = polled && ready === 0 ? longestPolledMs : known?.depth.ready === ready ? Math.min(known.forMs * 2, longestMs) : firstMs;
    const depth: Depth = { ready, oldestAt: null, expiresAt: null, at: new Date() };
    this.#known.set(queue, { depth, askedAt: now, forMs });
    return depth;
  }
}
