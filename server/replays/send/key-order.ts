import type { Outcome } from "../../sources/port.ts";

/**
 * What became of an item of an ordered replay: the broker's word; or it was not sent, because an earlier message of its key was not (`behind`), or
 * because nobody knows yet whether such a one was.
 */
export type Fate = Outcome | { readonly state: "held"; readonly behind: number } | { readonly state: "waits" };

interface Keyed {
  readonly messageId: number;
  readonly eventKey: string | null;
}

/** One message of a key at a time, in the order in which they are handed over; none after one that was not sent. Other keys go on. */
export class KeyOrder {
  readonly #last = new Map<string, Promise<Fate>>();
  readonly #stopped = new Map<string, Fate>();

  /** Message `behind` of this key was not sent. */
  hold(key: string, behind: number): void {
    this.#stopped.set(key, { state: "held", behind });
  }

  send(item: Keyed, publish: () => Promise<Outcome>): Promise<Fate> {
    const { eventKey: key, messageId } = item;
    if (key === null) return publish();
    const go = async () => this.#stopped.get(key) ?? (await publish());
    const before = this.#last.get(key);
    const sent = (before ? before.then(go) : go()).then((fate) => {
      if (this.#last.get(key) === sent) this.#last.delete(key);
      if (fate.state === "unknown") this.#stopped.set(key, { state: "waits" });
      if (fate.state === "returned" || fate.state === "refused") this.hold(key, messageId);
      return fate;
    });
    this.#last.set(key, sent);
    return sent;
  }
}
