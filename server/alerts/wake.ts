import { pause } from "../process/loop.ts";

/** Wakes a loop before its time. */
export interface Wake {
  ring(): void;
  /** Waits `ms`, or less when it rings, but `leastMs` in any case. Answers whether it rang. */
  wait(ms: number, leastMs: number, signal: AbortSignal): Promise<boolean>;
}

export function createWake(): Wake {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    wait: async (ms, leastMs, signal) => {
      await pause(leastMs, signal);
      if (!rung) {
        const stop = new AbortController();
        wake = () => stop.abort();
        await pause(ms - leastMs, AbortSignal.any([signal, stop.signal]));
        wake = null;
      }
      const rang = rung;
      rung = false;
      return rang;
    },
  };
}
