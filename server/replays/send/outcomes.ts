import type { Ctx } from "../../context.ts";
import { holdThroughOutage } from "../../db/hold.ts";
import { crashPoint } from "../../process/crash-point.ts";
import type { Batch } from "./batch.ts";
import type { Fate } from "./key-order.ts";
import type { Lane } from "./lane.ts";
import type { OutboundItem } from "./outbound.ts";
import { type Sent, type Settled, settleItems } from "./settle.ts";

/** Outcomes are written at least this often while a batch goes on. */
const writeMs = 250;
const never = new AbortController().signal;

/** The outcomes of a batch, which the lane's settler writes while the next items are sent. */
export class Outcomes {
  readonly #ctx: Ctx;
  readonly #lane: Lane;
  readonly #batch: Batch;
  #unwritten: Sent[] = [];
  #writtenAt = performance.now();
  /** The broker did not take one of those that are not written yet. */
  hasFailed = false;

  constructor(ctx: Ctx, lane: Lane, batch: Batch) {
    this.#ctx = ctx;
    this.#lane = lane;
    this.#batch = batch;
  }

  get isDue(): boolean {
    return this.#unwritten.length > 0 && performance.now() - this.#writtenAt > writeMs;
  }

  /** What waits, or was not sent, has no outcome: it waits for another turn. */
  add({ id, messageId }: OutboundItem, fate: Fate, marked: boolean): void {
    const outcome = settledOf(fate);
    if (outcome === null) return;
    // Not the item itself: its bytes are not needed any more.
    this.#unwritten.push({ item: { id, messageId }, outcome, marked });
    if (outcome.state === "unknown") this.#lane.generation++;
    this.hasFailed ||= fate.do === "send" && fate.outcome.state !== "confirmed";
  }

  /** Resolves when the writing has begun. */
  async write(): Promise<void> {
    await this.#begin(false, () => {});
  }

  /** The same, when no item of the batch is left: the batch is over with it, also where every item had moved before it was read. */
  async writeLast(): Promise<void> {
    await this.#begin(true, () => {
      this.#lane.unsettled.delete(this.#batch.id);
      crashPoint("replay.settled");
    });
  }

  async #begin(last: boolean, written: () => void): Promise<void> {
    const sent = this.#unwritten;
    this.#unwritten = [];
    this.#writtenAt = performance.now();
    this.hasFailed = false;
    if (sent.length === 0 && !last) return;
    await this.#lane.settler.begin(async () => {
      // The broker's word is known to nobody else: whatever the database is about, it is kept until it can be written.
      await holdThroughOutage(() => settleItems(this.#ctx, this.#batch, sent, last), { signal: never });
      written();
    });
  }
}

function settledOf(fate: Fate): Settled | null {
  switch (fate.do) {
    case "send":
      return fate.outcome.state === "not_sent" ? null : fate.outcome;
    case "skip":
      return { state: "skipped", reason: { code: fate.code, data: fate.data } };
    case "hold":
      return { state: "held", reason: { code: fate.code, data: fate.data }, until: fate.until };
    case "wait":
      return null;
  }
}
