import type { DownstreamSpec, OpenPolicy } from "./downstream.ts";
import type { BreakerState, DownstreamState, Reading } from "./reading.ts";

/** Its breaker lets every call through, also while the downstream fails. */
export function isUnprotected(readings: readonly Pick<Reading, "state">[]): boolean {
  return readings.some(({ state }) => state === "disabled" || state === "metrics_only");
}

/** What a downstream's readings say together at a moment. */
export interface Together {
  readonly state: DownstreamState;
  /** The readings that it rests on; one that is stale is unknown here. */
  readonly readings: readonly Reading[];
}

const simple: Readonly<Record<BreakerState, DownstreamState>> = {
  closed: "closed",
  // No protection, but every call is let through.
  disabled: "closed",
  metrics_only: "closed",
  half_open: "half_open",
  open: "open",
  forced_open: "open",
  isolated: "open",
  unknown: "unknown",
};

/**
 * Pure: what is older than its age allows counts as unknown, so a poller that stands still closes nothing. So does what lies as far in the future: a clock that is ahead would keep
 * it fresh. No reading at all: unknown.
 */
export function judgeDownstream(
  { opens, staleSeconds }: Pick<DownstreamSpec, "opens" | "staleSeconds">,
  told: readonly Reading[],
  now: Date,
): Together {
  const readings = told.map((reading) => {
    const age = now.getTime() - reading.at;
    if (reading.state === "unknown" || Math.abs(age) <= staleSeconds * 1_000) return reading;
    if (age < 0) return { ...reading, state: "unknown" as const, why: "Its time lies in the future: the clocks differ." };
    return { ...reading, state: "unknown" as const, why: "It has not been read for too long." };
  });
  return {
    state: aggregate(
      opens,
      // A newer version may have stored a state that this one does not know.
      readings.map(({ state }) => (Object.hasOwn(simple, state) ? simple[state] : "unknown")),
    ),
    readings,
  };
}

/**
 * What the sources of a downstream say together, of which `told` have been read. One that was never read says nothing, so that the others close nothing, whatever
 * they say.
 */
export function judgeReported(spec: DownstreamSpec, told: readonly { readonly readings: readonly Reading[] }[], now: Date): Together {
  const judged = judgeDownstream(
    spec,
    told.flatMap(({ readings }) => readings),
    now,
  );
  return told.length === spec.readings.length || judged.state === "open" ? judged : { ...judged, state: "unknown" };
}

/** What is unknown could be open: it counts as closed only where even then the downstream would not be open. */
function aggregate(opens: OpenPolicy, states: readonly DownstreamState[]): DownstreamState {
  if (states.length === 0) return "unknown";
  const count = (state: DownstreamState) => states.filter((one) => one === state).length;
  const [open, half, unknown] = [count("open"), count("half_open"), count("unknown")];
  const enough = { any_open: 1, majority_open: Math.floor(states.length / 2) + 1, all_open: states.length }[opens];
  if (open >= enough) return "open";
  if (open + half >= enough) return "half_open";
  return open + half + unknown >= enough ? "unknown" : "closed";
}
