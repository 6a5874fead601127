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
import { Shut } from "./shut.ts";
import { waitOut } from "./wait-out.ts";
import { Watch } from "./watch.ts";

const notJudged = { unreadable: "It was not judged before its turn." };
const never = new AbortController().signal;

/** How a batch ended: all of it was dealt with; the rest waits because the replay stopped; or because some could not be sent. */
type End = "whole" | "stopped" | "not_sent";

/**
 * Publishes a batch in slices and hands its outcomes to the lane's settler. Before each slice, and before each message that waits for another of its key, it
 * looks whether the replay still runs as it did, and the batch is still this lane's (a worker that stood still is taken for dead). Unsent items become `selected`
 * again when the replay stops, and those that were surely not sent, or go to the same place: the replay waits then. An ordered replay also stops at the
 * first item that was not sent, or may have been.
 */
export async function sendBatch(ctx: Ctx, lane: Lane, batch: JudgedBatch, order: Sequencer, signal: AbortSignal): Promise<End> {
  // How fast a broker answered another replay says nothing of this one.
  if (lane.sends !== batch.replayId) lane.slice = firstSlice;
  lane.sends = batch.replayId;
  const outcomes = new Outcomes(ctx, lane, batch);
  const shut = new Shut();
  const isWhole =
    (await sendSlices(ctx, lane, batch, { outcomes, order, shut, watch: new Watch(ctx, batch, signal) })) && shut.cause === null;
  crashPoint("replay.published");
  const { hasFailed } = outcomes;
  await (isWhole ? outcomes.writeLast() : outcomes.write());
  if (hasFailed) await stopFailing(ctx, lane, batch);
  if (isWhole) return "whole";
  await lane.settler.drain();
  // Before others may claim what goes back.
  if (shut.cause !== null) await waitWith(ctx, lane, batch, { cause: shut.cause, triedMs: shut.triedMs });
  await giveBack(ctx, lane, batch);
  return shut.cause === null ? "stopped" : "not_sent";
}

interface Sending {
  readonly outcomes: Outcomes;
  readonly order: Sequencer;
  readonly shut: Shut;
  readonly watch: Watch;
}

/** One slice after the other, for as long as it may; true: every item had its turn. */
async function sendSlices(ctx: Ctx, lane: Lane, batch: JudgedBatch, sending: Sending): Promise<boolean> {
  const { outcomes, order, shut, watch } = sending;
  let rest = batch.items;
  let waits = false;
  while (rest.length > 0 && !order.isStuck && !shut.isAll && (await watch.goesOn())) {
    const slice = rest.slice(0, lane.slice);
    const fates = await sendSlice(ctx, lane, batch, slice, sending);
    for (const [index, item] of slice.entries()) outcomes.add(item, fates[index] ?? { do: "wait" }, isMarked(batch, item));
    rest = rest.slice(slice.length);
    waits ||= fates.some((fate) => fate.do === "wait");
    if (rest.length === 0) break;
    crashPoint("replay.part");
    if (outcomes.hasFailed) {
      await outcomes.write();
      await stopFailing(ctx, lane, batch);
      watch.lookAgain();
    } else if (outcomes.isDue) await outcomes.write();
  }
  return rest.length === 0 && !waits && !order.isStuck;
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
  { unsent, ready, sender }: JudgedBatch,
  slice: readonly OutboundItem[],
  { order, shut, watch }: Sending,
): Promise<readonly Fate[]> {
  const deliver = async (item: OutboundItem): Promise<Fate> => {
    const kept = unsent.get(item.id);
    if (kept) return kept;
    if (!(await watch.goesOn())) return { do: "wait" };
    const judged = ready.get(item.id) ?? notJudged;
    const outcome = await shut.send(item, judged, () => publishItem(ctx, item, judged, { sender, inTime: watch.inTime() }));
    return outcome === null ? { do: "wait" } : { do: "send", outcome };
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
  await orGiveBack(ctx, lane, batch, () => advanceReplay(ctx, batch.replayId, { afterFailure: true }));
}

/** Lets the replay wait, and pauses it when it has waited for too long. What was sent is written by now. */
async function waitWith(ctx: Ctx, lane: Lane, batch: JudgedBatch, tried: Parameters<typeof waitOut>[2]): Promise<void> {
  lane.slice = firstSlice;
  await orGiveBack(ctx, lane, batch, async () => {
    await waitOut(ctx, batch.replayId, tried);
    await advanceReplay(ctx, batch.replayId);
  });
}

async function orGiveBack(ctx: Ctx, lane: Lane, batch: JudgedBatch, work: () => Promise<void>): Promise<void> {
  await holdThroughOutage(work, { signal: never }).catch(async (error: unknown) => {
    // What was published is written, so what is left of the batch never was.
    await giveBack(ctx, lane, batch);
    throw error;
  });
}
