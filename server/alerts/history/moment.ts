import type { Facts, GroupFact, QueueFact } from "../facts.ts";
import type { Rule } from "../rule.ts";

/** What a rule would have seen, moment by moment, in the order of time. */
export interface History {
  /** Since when what is kept says so. */
  readonly from: Date;
  readonly to: Date;
  /** The rule for these moments: what they leave out already it need not ask for. */
  readonly rule: Rule;
  readonly moments: Iterable<Facts>;
}

export const dayMs = 86_400_000;
export const hourMs = 3_600_000;
export const minuteMs = 60_000;

export interface Known {
  readonly now: Date;
  /** Watched queues, as they are now. */
  readonly queues: readonly QueueFact[];
}

/** A group that stands for all of a queue, at one moment. */
export function wholeOf(queueId: number, of: Partial<GroupFact>): GroupFact {
  return {
    id: queueId,
    queueId,
    title: "",
    verdict: "unknown",
    downstream: null,
    owner: null,
    assignee: null,
    triage: "open",
    triagedAt: null,
    mutedUntil: null,
    foundAt: null,
    lastSeenAt: new Date(0),
    dead: 0,
    ofTypes: [],
    unknown: 0,
    away: 0,
    oldestAt: null,
    arrived: {},
    usual: null,
    ...of,
  };
}

export function momentOf({ queues }: Known, at: number, of: Partial<Facts>): Facts {
  return {
    now: new Date(at),
    workersSilentSince: null,
    sources: [],
    queues,
    groups: [],
    replays: [],
    depths: new Map(),
    channels: [],
    breakers: [],
    sequences: new Map(),
    applications: [],
    ...of,
  };
}

/** With more edges than this, each counts from the minute that begins after it. */
const mostExact = 2_000;

/** The times at which a rule may judge otherwise than before: each edge, once the condition has held or not held for long enough, and now. */
export function timesOf(
  { forSeconds, keepSeconds }: Pick<Rule, "forSeconds" | "keepSeconds">,
  edges: readonly number[],
  now: Date,
): readonly number[] {
  const exact = edges.length <= mostExact ? edges : edges.map((at) => Math.ceil(at / minuteMs) * minuteMs);
  const all = exact.flatMap((at) => [at, at + forSeconds * 1_000, at + keepSeconds * 1_000]);
  return [...new Set([...all, now.getTime()])].filter((at) => at <= now.getTime()).toSorted((one, other) => one - other);
}
