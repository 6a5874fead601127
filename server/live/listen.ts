import { EventEmitter, on } from "node:events";
import type { Sql } from "../db/client.ts";
import { DomainError } from "../errors.ts";
import { channel, type Topic, topics } from "./announce.ts";
import { Streams } from "./streams.ts";

/** Lets a burst of commits become one notice; well under the half second that a page may lag. */
const gatherMs = 80;
/** A page that hears nothing for three of these is told to be stale (`components/live.tsx`). */
const beatMs = 2_000;
/** A database that takes longer is not live: what is shown of it is as old as that. */
const answerMs = 3_000;

/** One LISTEN connection a process, shared by every open page, and one heartbeat, which asks the database. */
export class NoticeListener {
  readonly #emitter = new EventEmitter().setMaxListeners(0);
  readonly #pending = new Set<Topic>();
  #timer: NodeJS.Timeout | null = null;
  #listening: Promise<unknown> | null = null;
  #asking: Promise<unknown> | null = null;
  #beating = false;
  #stopped = false;
  readonly #sql: Sql;
  readonly #streams = new Streams();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The same for one open page, counted by whose it is (`streamOwner`). Throws `too_many` at once. */
  open(owner: string | null, signal: AbortSignal): AsyncGenerator<readonly Topic[]> {
    this.#streams.enter(owner, signal);
    return this.notices(signal);
  }

  /**
   * Yields the topics that were announced, gathered, and none with each heartbeat, the first at once; ends with the signal. After a lost connection every
   * topic counts as announced. Rejects with `unavailable` when the database does not answer, and when the process stops.
   */
  async *notices(signal: AbortSignal): AsyncGenerator<readonly Topic[]> {
    this.#listening ??= this.#sql
      .listen(
        channel,
        (payload) => this.#note(payload),
        () => this.#noteAll(),
      )
      .catch((error: unknown) => {
        this.#listening = null;
        throw error;
      });
    // From here on nothing is missed, also while the database is asked.
    const heard = on(this.#emitter, "notice", { signal });
    try {
      await this.#listening;
      await this.#ask();
      yield [];
      if (this.#stopped) throw stopping();
      void this.#beat();
      for await (const [announced] of heard) yield announced as readonly Topic[];
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await heard.return?.();
    }
  }

  /** Ends every stream, so that pages know at once and no connection keeps the process. */
  stop(): void {
    this.#stopped = true;
    this.#end(stopping());
  }

  /** While anybody listens. */
  async #beat(): Promise<void> {
    if (this.#beating) return;
    this.#beating = true;
    while (this.#emitter.listenerCount("notice") > 0) {
      await new Promise((resolve) => setTimeout(resolve, beatMs).unref());
      await this.#ask().then(
        () => this.#emitter.emit("notice", []),
        (error: unknown) => this.#end(error),
      );
    }
    this.#beating = false;
  }

  async #ask(): Promise<void> {
    // One question serves every page. One that hangs on a dead connection does not: the next goes by another.
    const asking = (this.#asking ??= this.#sql`select`);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("It took too long.")), answerMs);
    });
    try {
      await Promise.race([asking, late]);
    } catch (cause) {
      throw new DomainError("unavailable", "The database does not answer, so this page is not live.", { cause });
    } finally {
      if (this.#asking === asking) this.#asking = null;
      clearTimeout(timer);
    }
  }

  #end(error: unknown): void {
    if (this.#emitter.listenerCount("error") > 0) this.#emitter.emit("error", error);
  }

  #noteAll(): void {
    for (const topic of topics) this.#note(topic);
  }

  #note(payload: string): void {
    const topic = topics.find((known) => known === payload);
    if (!topic) return;
    this.#pending.add(topic);
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const announced = [...this.#pending];
      this.#pending.clear();
      this.#emitter.emit("notice", announced);
    }, gatherMs);
  }
}

function stopping(): DomainError {
  return new DomainError("unavailable", "The console is stopping.");
}
