import type { Outcome } from "../../sources/port.ts";
import type { Unreadable } from "./judge-batch.ts";
import type { Ready } from "./judge-ways.ts";
import type { OutboundItem } from "./outbound.ts";

/** So many places that nothing can be sent to: it is the broker, and others are not tried. */
const mostPlaces = 3;
/** A broker that takes so long to say that it takes nothing is asked once. */
const slowMs = 1_000;

/** Where nothing could be sent to, of one batch: what else goes there waits, and what goes elsewhere is sent. */
export class Shut {
  readonly #places = new Set<string>();
  #triedAt = performance.now();
  #isSlow = false;
  /** The broker's words; null: everything could be sent. */
  cause: string | null = null;

  /** Nothing else of the batch is tried. */
  get isAll(): boolean {
    return this.#isSlow || this.#places.size >= mostPlaces;
  }

  /** How long ago the try began that was not sent. */
  get triedMs(): number {
    return performance.now() - this.#triedAt;
  }

  /** Sends, unless its place is shut: null. */
  async send(item: OutboundItem, ready: Ready | Unreadable, publish: () => Promise<Outcome>): Promise<Outcome | null> {
    const place = placeOf(item, ready);
    if (this.#places.has(place)) return null;
    const triedAt = performance.now();
    const outcome = await publish();
    if (outcome.state === "not_sent") {
      this.#places.add(place);
      this.#triedAt = triedAt;
      this.#isSlow ||= performance.now() - triedAt > slowMs;
      this.cause = outcome.reason;
    }
    return outcome;
  }
}

function placeOf({ source, queue }: OutboundItem, ready: Ready | Unreadable): string {
  const target = "target" in ready ? ready.target : null;
  return JSON.stringify([source, target === null ? queue : target.to === "queue" ? target.queue : [target.exchange]]);
}
