import { loop, type Task } from "../process/work.ts";
import { findLost } from "./send/find-lost.ts";
import { runReplays } from "./send/send-replays.ts";
import { sweepReplayCounts } from "./sweep-counts.ts";
import { markLost, presumeOk } from "./sweep.ts";

export const replayTasks: readonly Task[] = [
  (ctx, { id, signal }) => runReplays(ctx, id, signal),
  loop("mark lost items", 1_000, markLost),
  loop("find lost items", 5_000, findLost),
  loop("presume ok", 1_000, presumeOk),
  loop("sweep replay counts", 30_000, sweepReplayCounts),
];
