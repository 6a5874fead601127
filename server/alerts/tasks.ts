import type { Subscriber } from "../capture/signals.ts";
import { loop, type Task } from "../process/work.ts";
import { deleteOldAlerts } from "./delete-old.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import { everyMs, leastMs, startPacing } from "./rest.ts";
import { sweepAlertDepths } from "./sample-depths.ts";
import { createWake } from "./wake.ts";

const wake = createWake();
/** Messages stored by this process since alerts were evaluated last. */
let stored = 0;

/** Whatever is captured may make an alert. What this hears only hurries: the clock finds the same. */
export const alertSignals: Subscriber = {
  name: "alerts",
  hear: async (_ctx, signals) => {
    for (const n of signals.stored.values()) stored += n;
    if (signals.stored.size > 0) wake.ring();
  },
};

const evaluateAlerts: Task = async (ctx, { signal }) => {
  const evaluate = startEvaluating();
  const pace = startPacing(performance.now());
  let isRung = false;
  let rest = everyMs;
  let hasFailed = false;
  while (!signal.aborted) {
    const begun = performance.now();
    try {
      const hasEvaluated = await evaluate(ctx, { gapMs: isRung ? leastMs / 2 : 0.8 * rest });
      // Another worker was at it, and may not have seen what this one was told of.
      if (isRung && !hasEvaluated) wake.ring();
      if (hasFailed) ctx.log.info({ loop: "evaluate alerts" }, "works again");
      hasFailed = false;
    } catch (err) {
      if (!hasFailed && !signal.aborted) ctx.log.error({ loop: "evaluate alerts", err }, "failed; it is tried again");
      hasFailed = true;
    }
    const now = performance.now();
    const next = pace({ tookMs: now - begun, nowMs: now, stored });
    stored = 0;
    rest = next.restMs;
    isRung = await wake.wait(rest, next.leastMs, signal);
  }
};

export const alertTasks: readonly Task[] = [
  evaluateAlerts,
  loop("sweep alert depths", 600_000, sweepAlertDepths),
  loop("delete old alerts", 3_600_000, deleteOldAlerts),
];
