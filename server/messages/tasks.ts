import { loop, type Task } from "../process/work.ts";
import { startDeriving } from "./derive/derive-stale.ts";
import { sweepCounts } from "./sweep-counts.ts";

export const messageTasks: readonly Task[] = [
  (ctx, worker) => loop("derive messages again", 5_000, startDeriving(ctx, worker.signal))(ctx, worker),
  loop("sweep counts", 600_000, sweepCounts),
];
