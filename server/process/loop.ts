import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";

export interface LoopOptions {
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

const longestMs = 5_000;

/**
 * Does `work` again and again until the signal aborts, never twice at once; resolves when the last turn has ended. `work` may answer
 * true when there is more to do at once. A turn that fails is logged and tried again later and later, up to five seconds.
 */
export async function runLoop(name: string, work: () => Promise<boolean | void>, { everyMs, signal, log }: LoopOptions): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let more = false;
    try {
      more = (await work()) === true;
      if (failures > 0) log.info({ loop: name }, "works again");
      failures = 0;
    } catch (err) {
      if (signal.aborted) return;
      if (failures++ === 0) log.error({ loop: name, err }, "failed; it is tried again");
    }
    if (!more) await pause(failures > 0 ? backoffMs(failures, everyMs) : everyMs * (0.9 + Math.random() / 5), signal);
  }
}

/** 2, 4, 8 ... times `firstMs`, at most five seconds (or `firstMs`, when that is longer), with jitter, so that many do not come back at once. */
export function backoffMs(failures: number, firstMs: number): number {
  return Math.min(Math.max(longestMs, firstMs), firstMs * 2 ** Math.min(failures, 16)) * (0.5 + Math.random() / 2);
}

/** Waits; ends early, without an error, when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
