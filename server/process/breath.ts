import { setImmediate } from "node:timers/promises";

/** Statements under way, heartbeats and other requests wait no longer than this, and one message. */
const mostMs = 20;

/** Asked before each of many messages that are read: it lets all else go on where reading has lasted. One large or packed body is worth many small ones. */
export function newBreath(): () => Promise<void> {
  let since = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - since < mostMs) return;
    await setImmediate();
    since = performance.now();
  };
}
