import type { Ctx } from "../context.ts";
import { pause } from "../loop.ts";
import { holdThroughOutage } from "../messages/hold.ts";
import { crashPoint } from "../testing/crash-point.ts";
import { claimBatch } from "./claim.ts";
import { completeReplays } from "./complete.ts";
import { gatherNext } from "./gather.ts";
import { putBackAll } from "./put-back.ts";
import { type Lane, sendBatch } from "./send-batch.ts";
import { firstSlice } from "./slice.ts";
import { markLane } from "./sweep.ts";

/** While one lane waits for its commit another publishes: four keep broker and database busy. */
const lanes = 4;
const laneSize = 1_000;
const idleMs = 250;
const never = new AbortController().signal;

interface Running {
  readonly id: number;
  readonly rate: number | null;
  readonly ordered: boolean;
}

/**
 * Sends the items of running replays, in lanes, until the signal aborts. For each batch, in this order:
 * 1. claim: the intent to send a batch, committed;
 * 2. publish, and wait for the broker's word on each;
 * 3. settle: outcomes, history and message states, committed.
 * A crash between 1 and 3 leaves the batch; `markLost` makes its items `unknown`, and nothing is sent twice by itself.
 */
export async function runReplays(ctx: Ctx, worker: string, signal: AbortSignal): Promise<void> {
  await Promise.all(
    Array.from({ length: lanes }, (_, index) =>
      runLane(ctx, { holder: `${worker}/${index}`, slice: firstSlice, passed: new Map() }, index, signal),
    ),
  );
}

async function runLane(ctx: Ctx, lane: Lane, index: number, signal: AbortSignal): Promise<void> {
  let broken = false;
  while (!signal.aborted) {
    try {
      const busy = await runBatches(ctx, lane, index, signal);
      if (!busy) await pause(idleMs, signal);
      broken = false;
    } catch (err) {
      if (!broken) ctx.log.error({ err }, "replays stall; they are tried again");
      broken = true;
      await pause(1_000, signal);
    }
  }
}

/** One batch of every running replay, each lane beginning elsewhere; true when anything was sent. */
async function runBatches(ctx: Ctx, lane: Lane, index: number, signal: AbortSignal): Promise<boolean> {
  const running = await ctx.sql<Running[]>`select id, rate, ordered from replays where state = 'running' order by id limit 50`;
  let busy = false;
  for (let at = 0; at < running.length && !signal.aborted; at++) {
    const replay = running[(at + index) % running.length];
    if (replay && (await runBatch(ctx, lane, replay, signal))) busy = true;
  }
  return busy;
}

async function runBatch(ctx: Ctx, lane: Lane, { id: replayId, rate, ordered }: Running, signal: AbortSignal): Promise<boolean> {
  const after = lane.passed.get(replayId) ?? 0;
  const batch = await claimBatch(ctx, lane.holder, { replayId, rate, ordered, size: laneSize, after }).catch(async (error: unknown) => {
    // The commit may have been done although it failed here. Nothing of this lane was written to a broker.
    await holdThroughOutage(() => putBackAll(ctx, lane.holder), { signal: never });
    throw error;
  });
  if (batch === "later") return false;
  if (batch === "none") {
    // What was put back lies before: the next turn begins there again.
    if (lane.passed.delete(replayId)) return true;
    if (await gatherNext(ctx, replayId)) return true;
    await completeReplays(ctx, replayId);
    return false;
  }
  lane.passed.set(replayId, batch.items.at(-1)?.id ?? after);
  crashPoint("replay.intent");
  try {
    await sendBatch(ctx, lane, batch, signal);
  } catch (error) {
    await holdThroughOutage(() => markLane(ctx, lane.holder), { signal: never });
    throw error;
  }
  return true;
}
