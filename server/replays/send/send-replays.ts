import type { Ctx } from "../../context.ts";
import { pause } from "../../process/loop.ts";
import { holdThroughOutage } from "../../db/hold.ts";
import { crashPoint } from "../../process/crash-point.ts";
import { claimBatch } from "./claim.ts";
import { giveBack } from "./give-back.ts";
import { advanceReplay } from "../stages/advance.ts";
import { gatherAhead, gatherNext } from "../gather.ts";
import { type JudgedBatch, judgeBatch } from "./judge-batch.ts";
import { allAtOnce, KeyOrder } from "./key-order.ts";
import { type Lane, newLane, type Running, senderOf } from "./lane.ts";
import { returnUnsentOf } from "./return-unsent.ts";
import { readTurns } from "./read-turns.ts";
import { sendBatch } from "./send-batch.ts";
import { noteReleases } from "./note-releases.ts";
import { markBatch } from "./give-up.ts";

/** While one lane waits for its commit another publishes: four keep broker and database busy. */
const lanes = 4;
const laneSize = 1_000;
/** Batches of one ordered replay that a lane sends before it looks at the others. */
const turnsInOrder = 20;
const idleMs = 250;
const never = new AbortController().signal;

type Claimed = JudgedBatch | "none" | "later";

/**
 * Sends the items of running replays, in lanes, until the signal aborts. For each batch, in this order:
 * 1. claim: the intent to send a batch, committed;
 * 2. judge: what the checks say of each item, read for the batch at once; of a release it is committed what would come back;
 * 3. publish those that may go, and wait for the broker's word on each;
 * 4. settle: outcomes, history and message states, committed.
 * A crash between 1 and 4 leaves the batch; `markLost` makes its items `unknown`, and nothing is sent twice by itself.
 */
export async function sendReplays(ctx: Ctx, worker: string, signal: AbortSignal): Promise<void> {
  await Promise.all(Array.from({ length: lanes }, (_, index) => runLane(ctx, newLane(`${worker}/${index}`), index, signal)));
}

async function runLane(ctx: Ctx, lane: Lane, index: number, signal: AbortSignal): Promise<void> {
  let broken = false;
  while (!signal.aborted) {
    try {
      const busy = await runTurn(ctx, lane, index, signal);
      await lane.settler.drain();
      if (!busy) await pause(idleMs, signal);
      broken = false;
    } catch (err) {
      if (!broken) ctx.log.error({ err }, "replays stall; they are tried again");
      broken = true;
      // What is still being written counts; what could not be written is lost.
      await lane.settler.drain().catch(() => {});
      for (const id of lane.unsettled.keys()) await holdThroughOutage(() => markBatch(ctx, id), { signal: never });
      lane.unsettled.clear();
      // What the broker never got waits again, before what was claimed last.
      lane.passed.clear();
      lane.generation++;
      await pause(1_000, signal);
    }
  }
}

/** Every running replay that has something to do once, each lane beginning elsewhere; true when anything was sent. */
async function runTurn(ctx: Ctx, lane: Lane, index: number, signal: AbortSignal): Promise<boolean> {
  let busy = false;
  for (let after = 0, more = true; more && !signal.aborted; ) {
    const { running, isLast } = await readTurns(ctx, after);
    for (let at = 0; at < running.length && !signal.aborted; at++) {
      const replay = running[(at + index) % running.length];
      if (replay && (await runReplay(ctx, lane, replay, signal))) busy = true;
    }
    after = running.at(-1)?.id ?? after;
    more = !isLast;
  }
  return busy;
}

/** One batch of a replay; of an ordered one several, since order keeps the other lanes away: the next is claimed while one is sent. */
async function runReplay(ctx: Ctx, lane: Lane, replay: Running, signal: AbortSignal): Promise<boolean> {
  const order = replay.ordered ? new KeyOrder() : allAtOnce;
  let batch = await claimNext(ctx, lane, replay);
  if (batch === "later") return replay.ordered && gatherAhead(ctx, replay.id);
  if (batch === "none") return goOn(ctx, lane, replay.id);
  for (let turns = replay.ordered ? turnsInOrder : 1; typeof batch !== "string"; turns--) {
    crashPoint("replay.intent");
    const ahead: Promise<Claimed> = turns > 1 && !signal.aborted ? claimAhead(ctx, lane, replay) : Promise.resolve("later");
    ahead.catch(() => {});
    const end = await sendBatch(ctx, lane, batch, order, signal).catch(async (error: unknown) => {
      const next = await ahead.catch(() => "none" as const);
      if (typeof next !== "string") await giveBack(ctx, lane, next);
      throw error;
    });
    batch = await ahead;
    if (end !== "whole") {
      if (typeof batch !== "string") await giveBack(ctx, lane, batch);
      // Returned items have lower ids than `passed`: the next turn starts from the first. Where order does not matter and one was not sent, those behind
      // it come before it is tried again: they may go elsewhere.
      if (end === "stopped" || replay.ordered) lane.passed.delete(replay.id);
      // It may have been taken for dead, and what it sends under this name is refused.
      lane.generation++;
      break;
    }
  }
  // Whoever goes on with an ordered replay must see what became of the messages before.
  if (replay.ordered) await lane.settler.drain();
  return true;
}

async function claimAhead(ctx: Ctx, lane: Lane, replay: Running): Promise<Claimed> {
  const batch = await claimNext(ctx, lane, replay);
  crashPoint("replay.ahead");
  return batch;
}

async function claimNext(ctx: Ctx, lane: Lane, replay: Running): Promise<Claimed> {
  const { id: replayId, rate, ordered } = replay;
  const sender = senderOf(lane);
  const holder = `${sender}.${lane.claims++}`;
  const passed = lane.passed.get(replayId);
  const own = [...lane.unsettled].flatMap(([batch, of]) => (of === replayId ? [batch] : []));
  const batch = await claimBatch(ctx, holder, { replayId, rate, ordered, own, size: laneSize, passed }).catch(async (error: unknown) => {
    // The commit may have been done although it failed here. Nothing of this claim was written to a broker.
    await holdThroughOutage(() => returnUnsentOf(ctx, holder), { signal: never });
    throw error;
  });
  if (typeof batch === "string") return batch;
  lane.unsettled.set(batch.id, replayId);
  lane.passed.set(replayId, { item: batch.items.at(-1)?.id ?? passed?.item ?? 0, recalls: batch.recalls });
  try {
    const judged = await judgeBatch(ctx, batch, replay);
    await noteReleases(ctx, judged);
    return judged;
  } catch (error) {
    await giveBack(ctx, lane, batch);
    throw error;
  }
}

/** Nothing waits behind what this lane has claimed: looks before it, gathers more, or ends its sending. Answers whether there may be more. */
async function goOn(ctx: Ctx, lane: Lane, replayId: number): Promise<boolean> {
  await lane.settler.drain();
  if (lane.passed.delete(replayId)) return true;
  if (await gatherNext(ctx, replayId)) return true;
  await advanceReplay(ctx, replayId);
  return false;
}
