import type { Ctx } from "../context.ts";
import { holdThroughOutage } from "../messages/hold.ts";
import { crashPoint } from "../testing/crash-point.ts";
import type { Batch } from "./batch.ts";
import { mayGoOn } from "./may-go-on.ts";
import { pauseFailing } from "./pause-failing.ts";
import { publishItem } from "./publish.ts";
import { putBack } from "./put-back.ts";
import { type Sent, settleItems } from "./settle.ts";
import { firstSlice, nextSlice } from "./slice.ts";

export interface Lane {
  /** Stands in the batches that it holds. */
  readonly holder: string;
  /** Items sent at once; grows and shrinks with the broker's speed. */
  slice: number;
  /** By replay: the last item that this lane has claimed. */
  readonly passed: Map<number, number>;
}

/** How long a look at the replay's state is good for. */
const lookMs = 100;
/** Outcomes are written at least this often while a batch goes on. */
const settleMs = 250;
const never = new AbortController().signal;

/**
 * Publishes a batch in slices and settles it. Between slices it looks whether the replay still runs and the batch is still this lane's (a
 * worker that stood still is taken for dead); if not, what was not sent is put back.
 */
export async function sendBatch(ctx: Ctx, lane: Lane, batch: Batch, signal: AbortSignal): Promise<void> {
  const { replayId, items } = batch;
  // The broker's word is known to nobody else: whatever the database is about, it is kept until it can be written.
  const held = <T>(work: () => Promise<T>) => holdThroughOutage(work, { signal: never });
  let waiting: Sent[] = [];
  let failed = false;
  const settle = async (last: boolean) => {
    const sent = waiting;
    waiting = [];
    if (sent.length > 0) await held(() => settleItems(ctx, batch, sent, last));
  };
  let lookedAt = performance.now();
  let settledAt = performance.now();
  let from = 0;
  while (from < items.length) {
    if (performance.now() - lookedAt > lookMs) {
      const going = !signal.aborted && (await held(() => mayGoOn(ctx, batch)));
      lookedAt = performance.now();
      if (!going) break;
    }
    const slice = items.slice(from, from + lane.slice);
    const startedAt = performance.now();
    const outcomes = await Promise.all(slice.map((item) => publishItem(ctx, item)));
    const now = performance.now();
    from += slice.length;
    lane.slice = nextSlice(lane.slice, slice.length, now - startedAt);
    slice.forEach((item, index) => {
      const outcome = outcomes[index] ?? { state: "unknown" as const, reason: "No word of the broker." };
      failed ||= outcome.state !== "confirmed";
      waiting.push({ item, outcome, release: item.target.to === "release" });
    });
    if (from < items.length) crashPoint("replay.part");
    if (from < items.length && (failed || now - settledAt > settleMs)) {
      await settle(false);
      if (failed) {
        await pauseFailing(ctx, replayId);
        lane.slice = firstSlice;
        lookedAt = 0;
      }
      failed = false;
      settledAt = performance.now();
    }
  }
  crashPoint("replay.published");
  await settle(from >= items.length);
  crashPoint("replay.settled");
  if (failed) await pauseFailing(ctx, replayId);
  if (from < items.length) await held(() => putBack(ctx, batch.id));
}
