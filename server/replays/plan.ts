import type { Verdict } from "../failures/failure.ts";
import { checkLater } from "./check-later.ts";
import { checkPartitions } from "./check-partitions.ts";
import type { LogSample } from "./log-sample.ts";

/** Why a chosen message would be skipped. */
export const exclusions = ["in_replay", "not_dead", "too_often", "no_origin", "captured", "stays"] as const;
export type Exclusion = (typeof exclusions)[number];

export interface PlanFacts {
  /** Messages that are chosen, counted exactly. */
  readonly chosen: number;
  readonly excluded: Readonly<Record<Exclusion, number>>;
  /** Of those that would be sent. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly rate: number | null;
  /** They go back on their dead-letter queue instead of to a handler. */
  readonly release?: boolean;
  /** Some of them come from a log: what that does to their order. null: none does. */
  readonly log?: {
    /** Different keys among those that come from a log. */
    readonly keys: number;
    /** There may be more keys than these. */
    readonly keysCapped: boolean;
    readonly samples: readonly LogSample[];
    /** Each goes to the partition that it came from. */
    readonly toOrigin: boolean;
  } | null;
}

export interface PlanCheck {
  readonly key: Exclusion | "poison" | "no_partition" | "moved" | "later";
  readonly label: string;
  /** null: unknown. */
  readonly n: number | null;
  readonly text: string;
  /** Sentences beneath it, a few. */
  readonly details?: readonly string[];
}

export interface ReplayPlan {
  readonly sendable: number;
  readonly skipped: number;
  readonly checks: readonly PlanCheck[];
  /** Seconds at the chosen rate; null: as fast as the broker confirms. */
  readonly seconds: number | null;
}

/** What a replay would do, from counts. */
export function planReplay({ chosen, excluded, verdicts, rate, release = false, log = null }: PlanFacts, replayLimit: number): ReplayPlan {
  const skipped = exclusions.reduce((sum, key) => sum + excluded[key], 0);
  const sendable = Math.max(0, chosen - skipped);
  const check = (key: PlanCheck["key"], label: string, n: number, some: string, none = "none"): PlanCheck => ({
    key,
    label,
    n,
    text: n === 0 ? none : some,
  });
  const inReplay = check(
    "in_replay",
    "In another replay",
    excluded.in_replay,
    "skipped: another replay holds them, or waits for a decision on them",
  );
  const notDead = check("not_dead", "Not dead any more", excluded.not_dead, "skipped: replayed, discarded or released already");
  const captured = check("captured", "Would be taken again", excluded.captured, "skipped: their queue is being captured; pause that first");
  const stays = check("stays", "Never left", excluded.stays, "skipped: their topic still holds them, so there is nothing to put back");
  const checks = release
    ? [inReplay, notDead, captured, ...(excluded.stays > 0 ? [stays] : [])]
    : [
        inReplay,
        notDead,
        check(
          "too_often",
          `Replayed ${replayLimit} times already`,
          excluded.too_often,
          "skipped: they came back every time",
          `none, limit ${replayLimit} per lineage`,
        ),
        check("no_origin", "Origin unknown", excluded.no_origin, "skipped: they do not carry where they came from; choose another target"),
        check("poison", "Poison", verdicts.poison, "sent, and will fail again unless the handler was fixed"),
        ...(log === null ? [] : [...checkPartitions(log.samples, log.toOrigin), checkLater(log, log.samples)]),
      ];
  return { sendable, skipped, checks, seconds: rate === null ? null : sendable / rate };
}
