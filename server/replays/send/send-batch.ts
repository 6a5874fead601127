import type { Ctx } from "../../context.ts";
import { holdThroughOutage } from "../../db/hold.ts";
import { crashPoint } from "../../process/crash-point.ts";
import { advanceReplay } from "../stages/advance.ts";
import { giveBack } from "./give-back.ts";
import type { JudgedBatch } from "./judge-batch.ts";
import type { Fate, Sequencer } from "./key-order.ts";
import type { Lane } from "./lane.ts";
import type { OutboundItem } from "./outbound.ts";
import { Outcomes } from "./outcomes.ts";
import { publishItem } from "./publish.ts";
import { firstSlice, nextSlice } from "./slice.ts";
import { leaseMs, Watch } from "./watch.ts";

const notJudged = { unreadable: "It was not judged before its turn." };
const never = new AbortController().signal;

/**
 * Publishes a batch in slices and hands its outcomes to the lane's settler. Before each slice, and before a message once that look is some seconds old, it
 * looks whether the replay still runs and the batch is still this lane's (a worker that stood still is taken for dead). Unsent items become `selected`
 * again when the replay stops. An ordered replay also stops at the first item whose outcome is unknown. Answers whether all of it was dealt with.
 */
export async function sendBatch(ctx: Ctx, lane: Lane, batch: JudgedBatch, order: Sequencer, signal: AbortSignal): Promise<boolean> {
  const outcomes = new Outcomes(ctx, lane, batch);
  const watch = new Watch(ctx, batch, signal);
  let rest = batch.items;
  let waits = order.isStuck;
  while (rest.length > 0 && !waits && (await watch.goesOn())) {
    const slice = rest.slice(0, lane.slice);
    const fates = await sendSlice(ctx, lane, batch, slice, { order, watch });
    for (const [index, item] of slice.entries()) outcomes.add(item, fates[index] ?? { do: "wait" }, isMarked(batch, item));
    rest = rest.slice(slice.length);
    waits = order.isStuck || fates.some((fate) => fate.do === "wait");
    if (rest.length === 0) break;
    crashPoint("replay.part");
    if (outcomes.hasFailed) {
      await outcomes.write();
      await stopFailing(ctx, lane, batch);
      watch.lookAgain();
    } else if (outcomes.isDue) await outcomes.write();
  }
  crashPoint("replay.published");
  const isWhole = rest.length === 0 && !waits;
  const { hasFailed } = outcomes;
  await (isWhole ? outcomes.writeLast() : outcomes.write());
  if (hasFailed) await stopFailing(ctx, lane, batch);
  if (isWhole) return true;
  await lane.settler.drain();
  await giveBack(ctx, lane, batch);
  return false;
}

/** It leaves with our marks: its broker carries headers, and has room for them. */
function isMarked({ ready }: JudgedBatch, { id, target }: OutboundItem): boolean {
  const sent = ready.get(id);
  return target.to !== "release" && sent !== undefined && "routed" in sent && sent.routed.facts.marked;
}

/** Sends some items at once, as many as the broker answers in a short while, and waits for the broker's word on each. */
async function sendSlice(
  ctx: Ctx,
  lane: Lane,
  { unsent, ready }: JudgedBatch,
  slice: readonly OutboundItem[],
  { order, watch }: { readonly order: Sequencer; readonly watch: Watch },
): Promise<readonly Fate[]> {
  const deliver = async (item: OutboundItem): Promise<Fate> => {
    const kept = unsent.get(item.id);
    if (kept) return kept;
    if (!(await watch.goesOn(leaseMs))) return { do: "wait" };
    return { do: "send", outcome: await publishItem(ctx, item, ready.get(item.id) ?? notJudged) };
  };
  const startedAt = performance.now();
  const fates = await Promise.all(slice.map((item) => order.send(item, () => deliver(item))));
  lane.slice = nextSlice(lane.slice, slice.length, performance.now() - startedAt);
  return fates;
}

/** Pauses the replay when too many failed in a row, and goes on carefully when not. All outcomes so far are handed to the settler before. */
async function stopFailing(ctx: Ctx, lane: Lane, batch: JudgedBatch): Promise<void> {
  await lane.settler.drain();
  lane.slice = firstSlice;
  const advance = () => advanceReplay(ctx, batch.replayId, { afterFailure: true });
  await holdThroughOutage(advance, { signal: never }).catch(async (error: unknown) => {
    // What was published is written, so what is left of the batch never was.
    await giveBack(ctx, lane, batch);
    throw error;
  });
}
