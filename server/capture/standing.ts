import { backoffMs } from "../process/loop.ts";
import { BrokerError } from "../sources/port.ts";

const firstRetryMs = 500;
/** Denied access is mended by a person, and brokers may bill each try. */
const longestDeniedMs = 60_000;

/** How capture of one queue stands with its broker: whether it works, and when it is tried again. */
export class Standing {
  #failures = 0;
  /** Stored in this consume, and not known to be settled. */
  #isStored = false;
  /** What was stored the broker did not let go: hearing from it shows nothing, before a batch is settled. */
  #isOwed = false;

  get hasFailed(): boolean {
    return this.#failures > 0;
  }

  /** A consume begins. */
  begin(): void {
    this.#isStored = false;
  }

  stored(): void {
    this.#isStored = true;
  }

  /** The broker was heard of. Answers whether capture works. */
  heard(): boolean {
    if (this.#isOwed && !this.#isStored) return false;
    this.#isStored = this.#isOwed = false;
    this.#failures = 0;
    return true;
  }

  /** The consume failed. Answers how long to wait before the next. */
  failed(error: unknown): number {
    const isDenied = error instanceof BrokerError && error.code === "denied";
    this.#isOwed ||= isDenied && this.#isStored;
    const failures = this.#failures++;
    return isDenied ? Math.min(longestDeniedMs, firstRetryMs * 2 ** Math.min(failures, 16)) : backoffMs(failures, firstRetryMs);
  }
}
