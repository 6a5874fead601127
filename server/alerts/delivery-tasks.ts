import type { Ctx } from "../context.ts";
import { channel as noticesOfPages } from "../live/announce.ts";
import { pause } from "../process/loop.ts";
import { loop, type Task } from "../process/work.ts";
import { openChannel } from "./channels.ts";
import { deliverNext, type Lane } from "./deliver.ts";
import { beginDelivering, findDue, sweepDeliveries } from "./find-due.ts";
import { probeChannels } from "./probe-channels.ts";
import { resendLive } from "./resend-live.ts";
import { createWake, type Wake } from "./wake.ts";

/** By the clock, where nobody rings. */
const everyMs = 2_000;
/** What is due and cannot be had is in another worker's hand. */
const takenMs = 250;

/** Each channel has a lane of its own in each worker, so that one that hangs or rests holds up no other. */
const deliverAlerts: Task = async (ctx, { id, signal }) => {
  const lanes = ctx.config.channels.map((config) => ({ name: config.name, channel: openChannel(config, ctx), holder: id }));
  if (lanes.length === 0) return;
  const wake = createWake();
  const stopListening = await listen(ctx, wake);
  const busy = new Map<string, Promise<void>>();
  let hasBegun = false;
  let hasFailed = false;
  while (!signal.aborted) {
    let waitMs = everyMs;
    try {
      if (!hasBegun) await beginDelivering(ctx);
      hasBegun = true;
      const due = new Map((await findDue(ctx)).map((one) => [one.name, one.waitMs]));
      const idle = lanes.filter(({ name }) => due.has(name) && !busy.has(name));
      for (const lane of idle.filter(({ name }) => due.get(name) === 0))
        busy.set(
          lane.name,
          runLane(ctx, lane, signal).finally(() => {
            busy.delete(lane.name);
            wake.ring();
          }),
        );
      waitMs = Math.min(everyMs, ...idle.map(({ name }) => due.get(name) ?? 0).filter((ms) => ms > 0));
      if (hasFailed) ctx.log.info({ loop: "deliver alerts" }, "works again");
      hasFailed = false;
    } catch (err) {
      if (!hasFailed && !signal.aborted) ctx.log.error({ loop: "deliver alerts", err }, "failed; it is tried again");
      hasFailed = true;
    }
    await wake.wait(waitMs, 0, signal);
  }
  await Promise.all(busy.values());
  await stopListening();
  await Promise.all(lanes.map(({ channel }) => channel.close?.()));
};

/** Sends what is due of one channel, one after the other. */
async function runLane(ctx: Ctx, lane: Lane, signal: AbortSignal): Promise<void> {
  try {
    let sent = 0;
    while (!signal.aborted && (await deliverNext(ctx, lane, signal))) sent++;
    if (sent === 0) await pause(takenMs, signal);
  } catch (err) {
    if (signal.aborted) return;
    ctx.log.error({ channel: lane.name, err }, "a channel's lane failed; it is tried again");
    await pause(everyMs, signal);
  }
}

/** Hears of each transition when it is committed. Where the database does not let anybody listen (a pooler), the clock finds the same. */
async function listen({ sql, log }: Ctx, wake: Wake): Promise<() => Promise<void>> {
  try {
    const ring = () => wake.ring();
    const { unlisten } = await sql.listen(noticesOfPages, (topic) => topic === "alerts" && ring(), ring);
    return () => unlisten().catch(() => {});
  } catch (err) {
    log.warn({ err }, `cannot listen for alerts; they are looked for every ${everyMs / 1_000} s`);
    return async () => {};
  }
}

export const deliveryTasks: readonly Task[] = [
  deliverAlerts,
  loop("sweep deliveries", 600_000, sweepDeliveries),
  loop("resend live alerts", 15_000, resendLive),
  loop("probe channels", 30_000, probeChannels),
];
