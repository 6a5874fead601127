import { type BreakerState, type Reading, type Told, unknownReading } from "./reading.ts";

/** Counters of one breaker that only count what happened. Missing ones are 0: a library tells a counter from its first event on. */
export interface Events {
  readonly opened: number;
  readonly closed: number;
  readonly halfOpened: number;
  readonly rejected: number;
  readonly succeeded: number;
}

/**
 * The state that follows from counters since the last reading. Two kinds of transition in between, a counter that went back (the process was started
 * again), and events from before the first reading leave it unknown. `isAlwaysTold`: a breaker that never opened is told too, so its 0 says closed.
 */
export function inferState(
  { breaker, instance, at }: Pick<Told, "breaker" | "instance" | "at">,
  events: Events,
  before: Reading | undefined,
  isAlwaysTold: boolean,
): Told {
  const last = before?.counters;
  const known = { method: "inferred" as const, rejected: events.rejected, counters: { ...events } };
  const unknown = (why: string): Told => ({ ...unknownReading(breaker, instance, at, why), ...known });
  const state = last && before ? following(events, last, before.state) : first(events, isAlwaysTold);
  if (state === null) return unknown(last ? "Its counters do not tell one state." : "Its counters tell only what changes from now on.");
  return { ...unknown(""), state, why: null };
}

function first({ opened, halfOpened }: Events, isAlwaysTold: boolean): BreakerState | null {
  return isAlwaysTold && opened === 0 && halfOpened === 0 ? "closed" : null;
}

function following(events: Events, last: Readonly<Record<string, number>>, was: BreakerState): BreakerState | null {
  const more = (name: keyof Events) => events[name] - (last[name] ?? 0);
  if ((Object.keys(events) as (keyof Events)[]).some((name) => more(name) < 0)) return null;
  const moved: readonly (BreakerState | null)[] = [
    more("opened") > 0 ? "open" : null,
    more("closed") > 0 ? "closed" : null,
    more("halfOpened") > 0 ? "half_open" : null,
  ];
  const [state, ...others] = moved.filter((one) => one !== null);
  if (others.length > 0) return null;
  if (state) return state;
  if (was !== "unknown") return was;
  if (more("rejected") > 0) return "open";
  // Half-open lets one call through: several that worked, and none refused, pass only a closed one.
  return more("succeeded") > 1 ? "closed" : null;
}
