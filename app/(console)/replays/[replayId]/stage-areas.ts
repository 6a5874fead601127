import type { Replay } from "./replay";

/** A stretch of a replay on its time axis, in the bars of its chart. */
export interface StageArea {
  readonly name: "canary" | "observe" | "ramp" | "full";
  readonly from: number;
  /** The last bar of it. */
  readonly to: number;
}

/**
 * Pure: from when to when each stage sent, in the order of time; after its last send a canary, and the whole replay, is observed. A bar in which a stage ends
 * is of the next. Empty where a replay has one stage alone.
 */
export function stageAreas({ stages, bars, bucketSeconds }: Pick<Replay, "stages" | "bars" | "bucketSeconds">): readonly StageArea[] {
  const start = bars[0] && new Date(bars[0].at).getTime();
  if (start === undefined || stages.length < 2) return [];
  const barOf = (at: Date | string) => clamp(Math.floor((new Date(at).getTime() - start) / 1_000 / bucketSeconds), bars.length - 1);
  return stages.flatMap(({ kind, startedAt, endedAt, taken }, nth): StageArea[] => {
    if (startedAt === null) return [];
    const isOver = stages.slice(nth + 1).some((later) => later.startedAt !== null);
    const from = barOf(startedAt);
    const to = isOver && endedAt !== null ? Math.max(from, barOf(endedAt) - 1) : bars.length - 1;
    if (kind === "ramp" && isOver) return [{ name: kind, from, to }];
    const sent = bars.findLastIndex(({ n }, at) => n > 0 && at >= from && at <= to);
    const until = taken > 0 && sent >= 0 ? sent : to;
    return [{ name: kind, from, to: until }, ...(until < to ? [{ name: "observe" as const, from: until + 1, to }] : [])];
  });
}

function clamp(at: number, most: number): number {
  return Math.min(Math.max(at, 0), most);
}
