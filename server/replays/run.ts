import type { Ctx } from "../context.ts";
import { pause } from "../loop.ts";
import { holdThroughOutage } from "../messages/hold.ts";
import { crashPoint } from "../testing/crash-point.ts";
import { claimItems } from "./claim.ts";
import { completeReplays } from "./complete.ts";
import { pauseFailing } from "./pause-failing.ts";
import { publishItem } from "./publish.ts";
import { settleItems } from "./settle.ts";

/** While one lane waits for its commit another publishes: three keep broker and database busy. */
const lanes = 3;
const laneSize = 1_000;
const idleMs = 250;
const never = new AbortController().signal;

/**
 * Sends the items of running replays, in lanes, until the signal aborts. For each batch, in this order:
 * 1. claim: items to `intent`, committed;
 * 2. publish, and wait for the broker's word on each;
 * 3. settle: outcomes, history and message states, committed.
 * A crash between 1 and 3 leaves items in `intent`; `markLost` makes them `unknown`, and nothing is sent twice by itself.
 */
export async function runReplays(ctx: Ctx, worker: string, signal: AbortSignal): Promise<void> {
  await Promise.all(Array.from({ length: lanes }, (_, lane) => runLane(ctx, worker, lane, signal)));
}

async function runLane(ctx: Ctx, worker: string, lane: number, signal: AbortSignal): Promise<void> {
  let broken = false;
  while (!signal.aborted) {
    try {
      const busy = await runBatches(ctx, worker, lane, signal);
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
async function runBatches(ctx: Ctx, worker: string, lane: number, signal: AbortSignal): Promise<boolean> {
  const running = await ctx.sql<{ id: number }[]>`select id from replays where state = 'running' order by id limit 50`;
  let busy = false;
  for (let index = 0; index < running.length && !signal.aborted; index++) {
    const replay = running[(index + lane) % running.length];
    if (replay && (await runBatch(ctx, worker, replay.id))) busy = true;
  }
  return busy;
}

async function runBatch(ctx: Ctx, worker: string, replayId: number): Promise<boolean> {
  const items = await claimItems(ctx, worker, replayId, laneSize);
  if (items.length === 0) {
    await completeReplays(ctx, replayId);
    return false;
  }
  crashPoint("replay.intent");
  const outcomes = await Promise.all(items.map((item) => publishItem(ctx, item)));
  crashPoint("replay.published");
  const sent = items.map((item, index) => ({
    item,
    outcome: outcomes[index] ?? { state: "unknown" as const, reason: "No word of the broker." },
    release: item.target.to === "release",
  }));
  // The broker's word is known to nobody else: whatever the database is about, it is kept until it can be written.
  await holdThroughOutage(() => settleItems(ctx, sent), { signal: never });
  crashPoint("replay.settled");
  if (sent.some(({ outcome }) => outcome.state !== "confirmed")) await pauseFailing(ctx, replayId);
  return true;
}
