import type { Ctx } from "../../context.ts";
import { holdThroughOutage } from "../../db/hold.ts";
import { crashPoint } from "../../process/crash-point.ts";
import type { Batch } from "./batch.ts";
import type { KeyOrder } from "./key-order.ts";
import type { Lane } from "./lane.ts";
import { mayGoOn } from "./may-go-on.ts";
import { advanceReplay } from "../stages/advance.ts";
import { publishItem } from "./publish.ts";
import { returnUnsent } from "./return-unsent.ts";
import { type Sent, settleItems } from "./settle.ts";
import { firstSlice, nextSlice } from "./slice.ts";

/** How long a look at the replay's state is good for. */
const lookMs = 100;
/** Outcomes are written at least this often while a batch goes on. */
const settleMs = 250;
const never = new AbortController().signal;

/**
 * Publishes a batch in slices and hands its outcomes to the lane's settler. Between slices it looks whether the replay still runs and the batch is still
 * this lane's (a worker that stood still is taken for dead). Unsent items become `selected` again when the replay stops. An
 * ordered replay also stops at the first item whose outcome is unknown. Answers whether all of it was sent.
 */
export async function sendBatch(ctx: Ctx, lane: Lane, batch: Batch, order: KeyOrder | null, signal: AbortSignal): Promise<boolean> {
  const { id, replayId, items } = batch;
  // The broker's word is known to nobody else: whatever the database is about, it is kept until it can be written.
  const held = <T>(work: () => Promise<T>) => holdThroughOutage(work, { signal: never });
  let waiting: Sent[] = [];
  const settle = async (last: boolean) => {
    const sent = waiting;
    waiting = [];
    if (sent.length === 0) return;
    await lane.settler.begin(async () => {
      await held(() => settleItems(ctx, batch, sent, last));
      if (!last) return;
      lane.unsettled.delete(id);
      crashPoint("replay.settled");
    });
  };
  const stopFailing = async () => {
    await lane.settler.drain();
    await advanceReplay(ctx, replayId, { afterFailure: true });
  };
  let failed = false;
  let stuck = false;
  let lookedAt = performance.now();
  let settledAt = performance.now();
  let from = 0;
  while (from < items.length && !stuck) {
    if (performance.now() - lookedAt > lookMs) {
      const going = !signal.aborted && (await held(() => mayGoOn(ctx, batch)));
      lookedAt = performance.now();
      if (!going) break;
    }
    const slice = items.slice(from, from + lane.slice);
    const startedAt = performance.now();
    const fates = await Promise.all(slice.map((item) => (order ? order.send(item, () => publishItem(ctx, item)) : publishItem(ctx, item))));
    const now = performance.now();
    from += slice.length;
    lane.slice = nextSlice(lane.slice, slice.length, now - startedAt);
    for (const [index, fate] of fates.entries()) {
      const item = slice[index];
      stuck ||= order !== null && (fate.state === "waits" || fate.state === "unknown");
      if (!item || fate.state === "waits") continue;
      failed ||= fate.state !== "confirmed" && fate.state !== "held";
      // Not the item itself: its bytes are not needed any more.
      waiting.push({
        item: { id: item.id, messageId: item.messageId },
        outcome: fate.state === "held" ? { state: "skipped", reason: { code: "behind", data: { message: fate.behind } } } : fate,
        release: item.target.to === "release",
      });
    }
    if (from < items.length) crashPoint("replay.part");
    if (from < items.length && (failed || now - settledAt > settleMs)) {
      await settle(false);
      if (failed) {
        await stopFailing();
        lane.slice = firstSlice;
        lookedAt = 0;
      }
      failed = false;
      settledAt = performance.now();
    }
  }
  crashPoint("replay.published");
  const whole = from >= items.length && !stuck;
  await settle(whole);
  if (failed) await stopFailing();
  if (whole) return true;
  await lane.settler.drain();
  await held(() => returnUnsent(ctx, id));
  lane.unsettled.delete(id);
  return false;
}
