import { deleteExpired } from "../messages/delete-expired.ts";
import { startDeriving } from "../messages/derive/derive-stale.ts";
import { loop, type Task } from "../process/work.ts";
import { type Asking, askDue } from "./ask-due.ts";
import { continueActs } from "./continue-acts.ts";
import { forgetItems } from "./items/forget.ts";
import { wakeDerived } from "./items/wake.ts";
import { noticeProcessed } from "./notice-processed.ts";
import { noticeRestored } from "./notice-restored.ts";
import { observeReplays } from "./observe.ts";
import { findLost } from "./send/find-lost.ts";
import { markLost } from "./send/give-up.ts";
import { sendReplays } from "./send/send-replays.ts";
import { sweepReplayCounts, sweepReplayPace } from "./sweep-counts.ts";
import { wakeSequences } from "./wake-sequences.ts";
import { wakeHeld } from "./wake-held.ts";

const wake: Task = (ctx, worker) => {
  const turn = { after: 0 };
  return loop("wake held items", 1_000, () => wakeHeld(ctx, turn))(ctx, worker);
};

/** Messages know nothing of the items that wait by what was derived of them. */
const derive: Task = (ctx, worker) => {
  const turn = startDeriving(ctx, worker.signal, (tx, ids) => wakeDerived({ sql: tx, clock: ctx.clock }, ids));
  return loop("derive messages again", 5_000, turn)(ctx, worker);
};

const wakeByNumber: Task = (ctx, worker) => {
  const turn = { after: 0 };
  return loop("wake what waits for a number", 1_000, () => wakeSequences(ctx, turn))(ctx, worker);
};

const observe: Task = (ctx, worker) => {
  const looks = new Map<number, string>();
  return loop("observe replays", 1_000, () => observeReplays(ctx, looks))(ctx, worker);
};

/** Its end waits for the answers of the brokers, whose outcome is written down. */
const ask: Task = async (ctx, worker) => {
  const asking: Asking = new Map();
  await loop("ask who consumes", 1_000, () => askDue(ctx, asking))(ctx, worker);
  await Promise.all(asking.values());
};

export const replayTasks: readonly Task[] = [
  (ctx, { id, signal }) => sendReplays(ctx, id, signal),
  loop("notice restored replays", 1_000, noticeRestored),
  loop("mark lost items", 1_000, markLost),
  loop("find lost items", 5_000, findLost),
  loop("cancel and decide items", 1_000, continueActs),
  observe,
  ask,
  loop("notice processed items", 1_000, noticeProcessed),
  wake,
  derive,
  wakeByNumber,
  loop("sweep replay counts", 30_000, sweepReplayCounts),
  loop("sweep replay pace", 60_000, sweepReplayPace),
  // Messages know nothing of the items that go with them.
  loop("delete expired", 3_600_000, (ctx, signal) => deleteExpired(ctx, signal, forgetItems).then(() => {})),
];
