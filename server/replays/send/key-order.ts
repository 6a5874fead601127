import { stopBehind, waitsByNumber } from "../../checks/behind-unsent.ts";
import type { Unsent } from "../../checks/verdict.ts";
import type { Outcome } from "../../sources/port.ts";

/**
 * What became of an item: the broker's word; or a check did not let it be sent; or it waits, because an earlier message of its key was not sent yet or
 * nobody knows whether it was, or because its batch may not go on.
 */
export type Fate = { readonly do: "send"; readonly outcome: Outcome } | Unsent | { readonly do: "wait" };

interface Keyed {
  readonly messageId: number;
  readonly eventKey: string | null;
}

/** Decides when each item of a batch is delivered, and which are not after all. */
export interface Sequencer {
  /** One was not sent yet that others wait behind, or nobody knows whether it was: the rest of the batch has to wait. */
  readonly isStuck: boolean;
  send(item: Keyed, deliver: () => Promise<Fate>): Promise<Fate>;
}

/** For queues without an order. */
export const allAtOnce: Sequencer = { isStuck: false, send: (_, deliver) => deliver() };

/**
 * One message of a key at a time, in the order in which they are handed over; none after one that was not sent, and as long as one is held. What a check
 * skips keeps nobody waiting. Other keys go on.
 */
export class KeyOrder implements Sequencer {
  readonly #last = new Map<string, Promise<Fate>>();
  readonly #stopped = new Map<string, Fate>();
  #isStuck = false;

  get isStuck(): boolean {
    return this.#isStuck;
  }

  async send({ eventKey: key, messageId }: Keyed, deliver: () => Promise<Fate>): Promise<Fate> {
    if (key === null) return this.#note(await deliver());
    const go = async () => this.#stopped.get(key) ?? this.#note(await deliver());
    const before = this.#last.get(key);
    const sent = (before ? before.then(go) : go()).then((fate) => {
      if (this.#last.get(key) === sent) this.#last.delete(key);
      const stop = this.#stopped.get(key) ?? stopAfter(messageId, fate);
      if (stop) this.#stopped.set(key, stop);
      return fate;
    });
    this.#last.set(key, sent);
    return sent;
  }

  #note(fate: Fate): Fate {
    this.#isStuck ||= fate.do === "wait" || (fate.do === "send" && mayYetGo(fate.outcome));
    return fate;
  }
}

/** What becomes of all that follows this message of one key; null: they go on. */
function stopAfter(messageId: number, fate: Fate): Fate | null {
  if (fate.do === "wait") return fate;
  if (fate.do === "hold" && waitsByNumber(fate.code)) return null;
  if (fate.do === "hold") return stopBehind(messageId, fate.until);
  if (fate.do !== "send" || fate.outcome.state === "confirmed") return null;
  return mayYetGo(fate.outcome) ? { do: "wait" } : stopBehind(messageId, null);
}

/** It was, or is sent yet: what follows it waits, and is not given up. */
function mayYetGo({ state }: Outcome): boolean {
  return state === "unknown" || state === "not_sent";
}
