import type { Ctx } from "../context.ts";
import type { ReplayLine } from "./list.ts";
import type { Policy } from "./policy.ts";
import { readUnstable, unreportedOf } from "./stages/read-unstable.ts";
import { readWindow } from "./stages/read-window.ts";

/** When it pauses by itself: more than `percent` of what it sent came back, and `least` at least; or so many with another failure than before. null: it has no such rule. */
interface StopLimits {
  readonly percent: number | null;
  readonly least: number;
  readonly newFailures: number | null;
  /** How near it is: what came back and what was sent since it last went on; `excused` came back too and tell only of a downstream. null: nothing came back, or it does not run. */
  readonly near: { readonly cameBack: number; readonly of: number; readonly excused: number } | null;
}

export interface Limits {
  readonly stop: StopLimits;
  /** Downstreams that its canary waits for now; empty where it is in no canary. */
  readonly unstable: readonly string[];
}

/** By what comes back a replay pauses itself, and how near it is, by what it is judged by. */
export async function readLimits(ctx: Ctx, { id, state, stage, counts }: ReplayLine, { stop }: Policy): Promise<Limits> {
  const unstable = state === "running" ? await readUnstable(ctx, id) : [];
  const standing =
    state === "running" && counts.cameBack > 0
      ? await readWindow(ctx.sql, id, { afterFailure: false, unstable, unreported: unreportedOf(ctx) })
      : null;
  const window = standing?.window;
  return {
    unstable,
    stop: {
      percent: stop.cameBack?.percent ?? null,
      least: stage?.kind === "canary" ? 1 : (stop.cameBack?.least ?? 1),
      newFailures: stop.newFailures,
      near: window ? { cameBack: Math.max(0, window.cameBack), of: Math.max(0, window.taken), excused: window.excused } : null,
    },
  };
}
