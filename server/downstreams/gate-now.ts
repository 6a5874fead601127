import type { DownstreamSpec } from "./downstream.ts";
import { type Gate, gateOf } from "./gate.ts";
import type { Standing } from "./read-standing.ts";

type Now = Pick<Standing, "state" | "unstableUntil" | "isReported">;

/** A gate at which a replay waits. A single message that is to be confirmed waits until somebody has: that is an override. */
export const waits: Readonly<Record<Gate, boolean>> = { go: false, warn: false, confirm: true, trickle: true, hold: true };

/** The gate of a downstream as it stands. The check asks it before a send, and so do the worker that wakes held items and the page. */
export function gateNow(
  { unknownHolds, readings }: DownstreamSpec,
  { state, unstableUntil }: Omit<Now, "isReported">,
  bulk: boolean,
): Gate {
  // Where nothing reports, nobody can know when it has healed: only what Redrive itself sees to fail holds.
  return gateOf(state, { bulk, unknownHolds: unknownHolds && readings.length > 0, stable: unstableUntil === null });
}

/**
 * What ends a hold. now: nothing holds any more. tried: a few were let go first, and the rest goes once these stayed away. quiet: Redrive alone reads it, and sees no failures for some minutes. not_open: it is not open any more.
 * closed_or_unknown: it is stable, or its state is unknown. closed: it is stable.
 */
export const holdEnds = ["now", "tried", "quiet", "not_open", "closed_or_unknown", "closed"] as const;
export type HoldEnd = (typeof holdEnds)[number];

/** Pure: by the same table of gates. */
export function holdEndOf(spec: DownstreamSpec, now: Now, bulk: boolean): HoldEnd {
  const goes = (of: Omit<Now, "isReported">) => !waits[gateNow(spec, of, bulk)];
  if (goes(now)) return "now";
  if (!now.isReported) return "quiet";
  if (goes({ state: "half_open", unstableUntil: null })) return "not_open";
  return goes({ state: "unknown", unstableUntil: null }) ? "closed_or_unknown" : "closed";
}
