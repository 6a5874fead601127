import { expect } from "vitest";

export type Level = "over" | "between" | "unknown" | "under";

/** What a queue with so many dead, and so many in a replay, is to a rule that fires from 10 on and recovers below 5. */
export function levelOf(n: number, blind: boolean, away: number): Level {
  if (n >= 10) return "over";
  if (blind) return "unknown";
  return n + away >= 5 ? "between" : "under";
}

/**
 * What has to hold of an alert of a rule that waits 2 min to fire and 3 min to end, said another way than the code does: since when the condition is seen to
 * hold, or not to, without a break. Minutes are doubles: at the limit either is right.
 */
export function alertModel() {
  let [over, under, unknown]: [number | null, number | null, number | null] = [null, null, null];
  const lasted = (since: number | null, minute: number) => (since === null ? -1 : minute - since);
  return {
    see: (level: Level, minute: number, wasLive: boolean) => {
      unknown = level === "unknown" ? (unknown ?? minute) : null;
      // What is not known for as long as it would have to hold has to begin again.
      if (unknown !== null && !wasLive && minute - unknown >= 2) over = null;
      if (level === "over") [over, under] = [over ?? minute, null];
      if (level === "between") [over, under] = [null, null];
      if (level === "under") [over, under] = [null, wasLive ? (under ?? minute) : null];
    },
    judge: (level: Level, minute: number, is: { readonly wasLive: boolean; readonly isLive: boolean; readonly flaps: boolean }) => {
      const { wasLive, isLive, flaps } = is;
      const [held, free] = [level === "over" ? lasted(over, minute) : -1, level === "under" ? lasted(under, minute) : -1];
      if (!wasLive && held > 2.000_1) expect(isLive, "missed").toBe(true);
      if (!wasLive && isLive) expect(held, "without a cause").toBeGreaterThan(1.999_9);
      if (wasLive && !flaps && free > 3.000_1) expect(isLive, "not resolved").toBe(false);
      if (wasLive && !isLive) expect(free, "ended too early").toBeGreaterThan(2.999_9);
    },
  };
}
