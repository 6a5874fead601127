import { deleteExpired } from "../messages/delete-expired.ts";
import { loop, type Task } from "../process/work.ts";
import { forgetItems } from "./items/forget.ts";
import { observeReplays } from "./observe.ts";
import { findLost } from "./send/find-lost.ts";
import { markLost } from "./send/give-up.ts";
import { sendReplays } from "./send/send-replays.ts";
import { sweepReplayCounts } from "./sweep-counts.ts";

export const replayTasks: readonly Task[] = [
  (ctx, { id, signal }) => sendReplays(ctx, id, signal),
  loop("mark lost items", 1_000, markLost),
  loop("find lost items", 5_000, findLost),
  loop("observe replays", 1_000, observeReplays),
  loop("sweep replay counts", 30_000, sweepReplayCounts),
  // Messages know nothing of the items that go with them.
  loop("delete expired", 3_600_000, (ctx, signal) => deleteExpired(ctx, signal, forgetItems).then(() => {})),
];
