import type { Ctx } from "../context.ts";
import { holdThroughOutage } from "../db/hold.ts";
import { crashPoint } from "../process/crash-point.ts";
import { type Claimed, claimDelivery } from "./claim-delivery.ts";
import type { Channel, ChannelAnswer } from "./channel.ts";
import type { Notice } from "./notice.ts";
import { readNotice } from "./read-notice.ts";
import { writeAnswer } from "./write-answer.ts";

/** How long one try may take. */
export const sendMs = 15_000;
/** A channel that does not stop when it is told to is not waited for. */
const graceMs = 3_000;

/** A configured channel that is open, and which worker has it so. */
export interface Lane {
  readonly name: string;
  readonly channel: Channel;
  readonly holder: string;
}

/**
 * Sends the next notice of a channel that is due, and writes what came of it. Answers whether there was one. A try that has begun is ended also when the
 * worker is told to stop: an answer that nobody hears would have to be tried again. Rejects when the database cannot be asked.
 */
export async function deliverNext(ctx: Ctx, { name, channel, holder }: Lane, signal: AbortSignal): Promise<boolean> {
  const claimed = await holdThroughOutage(() => claimDelivery(ctx, { name, gapMs: channel.gapMs ?? 0, holder }), { signal });
  if (!claimed) return false;
  crashPoint("deliver.claimed");
  const notice = await readNotice(ctx, claimed.alertId, claimed.seq, { channel: name, heard: claimed.heard });
  // Its alert was deleted in this moment, and its rows with it.
  if (!notice) return true;
  const begun = performance.now();
  const first = await send(ctx, channel, notice, claimed);
  const answer = first.is === "gone" ? await sendAnew(ctx, { name, channel, notice, claimed }) : first;
  crashPoint("deliver.sent");
  const tookMs = performance.now() - begun;
  const next = await holdThroughOutage(() => writeAnswer(ctx, { name, holder, claimed, answer, tookMs }), { signal });
  crashPoint("deliver.written");
  if (next?.is === "failed")
    ctx.log.warn({ channel: name, alert: claimed.alertId, seq: claimed.seq, answer: answer.said }, "a notice was not delivered");
  return true;
}

/** What was sent is gone: it is forgotten, and the notice is posted as the first one. */
async function sendAnew(
  ctx: Ctx,
  {
    name,
    channel,
    notice,
    claimed,
  }: { readonly name: string; readonly channel: Channel; readonly notice: Notice; readonly claimed: Claimed },
): Promise<ChannelAnswer> {
  await ctx.sql`delete from channel_refs where alert_id = ${claimed.alertId} and channel = ${name}`;
  crashPoint("deliver.forgotten");
  return send(ctx, channel, notice, { ...claimed, isKnown: false, again: false });
}

function send(ctx: Ctx, channel: Channel, notice: Notice, { isKnown, ref, again }: Pick<Claimed, "isKnown" | "ref" | "again">) {
  return bounded(ctx, (signal) => {
    if (notice.state === "resolved") return channel.resolve(notice, ref, signal, again);
    return isKnown ? channel.update(notice, ref, signal, again) : channel.post(notice, signal, again);
  });
}

/** An answer in any case, in bounded time. */
export async function bounded({ log }: Pick<Ctx, "log">, ask: (signal: AbortSignal) => Promise<ChannelAnswer>): Promise<ChannelAnswer> {
  const asked = new AbortController();
  const late = Promise.withResolvers<ChannelAnswer>();
  const timers = [
    setTimeout(() => asked.abort(), sendMs),
    setTimeout(() => late.resolve({ is: "retry", afterMs: null, said: `no answer within ${sendMs / 1_000} s` }), sendMs + graceMs),
  ];
  try {
    return await Promise.race([ask(asked.signal), late.promise]);
  } catch (err) {
    log.error({ err }, "a channel failed to send a notice");
    return { is: "retry", afterMs: null, said: "Redrive failed to send it; the log says why" };
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}
