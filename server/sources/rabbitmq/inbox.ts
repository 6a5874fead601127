import type { BrokerError, RawMessage } from "../port.ts";
import type { Intake } from "./intake.ts";

interface Delivered {
  readonly message: RawMessage;
  readonly tag: number;
}

/** What was delivered to one consumer and not yet settled, and how it stands with its channel. */
export class Inbox {
  /** Why the channel is lost; null while it is not. */
  failure: BrokerError | null = null;
  /** With a failure: the broker hands out nothing of this again, so what is held may be the last copy. */
  gone = false;
  /** The broker delivers no more: the consumer was cancelled on request. */
  ended = false;
  /** So much was held at some time since the start that the connection was not read. */
  overflowed = false;
  readonly #intake: Intake;
  #waiting: Delivered[] = [];
  #bytes = 0;
  #wake = () => {};

  constructor(intake: Intake) {
    this.#intake = intake;
  }

  get length(): number {
    return this.#waiting.length;
  }

  push(delivered: Delivered): void {
    this.#waiting.push(delivered);
    this.#bytes += size(delivered.message);
    this.#intake.hold(size(delivered.message));
    this.overflowed ||= this.#intake.full();
    this.#wake();
  }

  fail(failure: BrokerError, gone = false): void {
    this.gone = this.failure === null ? gone : this.gone;
    this.failure ??= failure;
    this.#wake();
  }

  end(): void {
    this.ended = true;
    this.#wake();
  }

  /** A consumer is started anew on the same channel. */
  restart(): void {
    this.ended = false;
    this.overflowed = false;
  }

  wake(): void {
    this.#wake();
  }

  take(count: number): readonly Delivered[] {
    return this.#waiting.splice(0, count);
  }

  /** The bytes of these messages, which are answered, are nobody's concern any more. */
  settled(batch: readonly Delivered[]): number {
    const bytes = batch.reduce((sum, { message }) => sum + size(message), 0);
    this.#bytes -= bytes;
    this.#intake.release(bytes);
    return bytes;
  }

  /** These will be handed out again by the broker. */
  dropThose(returning: (message: RawMessage) => boolean): void {
    const { kept = [], dropped = [] } = Object.groupBy(this.#waiting, ({ message }) => (returning(message) ? "dropped" : "kept"));
    this.#waiting = kept;
    this.settled(dropped);
  }

  /** All that is still held will be handed out again by the broker. */
  drop(): void {
    this.#intake.release(this.#bytes);
    this.#bytes = 0;
  }

  /** Waits for that many messages or a full intake, a failure, the end or an interruption; false when the time was over before. */
  wait(count: number, withinMs: number, interrupted: () => boolean): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (inTime: boolean) => {
        clearTimeout(timer);
        this.#wake = () => {};
        resolve(inTime);
      };
      const timer = setTimeout(() => finish(false), withinMs);
      this.#wake = () => {
        if (this.length >= (this.#intake.full() ? 1 : count) || this.failure !== null || this.ended || interrupted()) finish(true);
      };
      this.#wake();
    });
  }
}

function size(message: RawMessage): number {
  return message.head.length + (message.body?.length ?? 0);
}
