import { EventEmitter, on } from "node:events";
import type { Sql } from "../db/client.ts";
import { channel, type Topic, topics } from "./announce.ts";

/** Lets a burst of commits become one notice; well under the half second that a page may lag. */
const gatherMs = 80;

/** One LISTEN connection a process, shared by every open page. */
export class NoticeListener {
  readonly #emitter = new EventEmitter().setMaxListeners(0);
  readonly #pending = new Set<Topic>();
  #timer: NodeJS.Timeout | null = null;
  #listening: Promise<unknown> | null = null;
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Yields the topics that were announced, gathered; ends with the signal. After a lost connection every topic counts as announced. */
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
    await this.#listening;
    try {
      for await (const [announced] of on(this.#emitter, "notice", { signal })) yield announced as readonly Topic[];
    } catch (error) {
      if (!signal.aborted) throw error;
    }
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
