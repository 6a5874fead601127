import type { Verdict } from "../failures/failure.ts";

export interface PlanFacts {
  /** Messages that are chosen and counted exactly. */
  readonly chosen: number;
  readonly notDead: number;
  readonly tooOften: number;
  readonly noOrigin: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly rate: number | null;
}

export interface PlanCheck {
  readonly key: "not_dead" | "too_often" | "no_origin" | "poison";
  readonly label: string;
  readonly n: number;
  readonly text: string;
}

export interface ReplayPlan {
  readonly sendable: number;
  readonly skipped: number;
  readonly checks: readonly PlanCheck[];
  /** Seconds at the chosen rate; null: as fast as the broker confirms. */
  readonly seconds: number | null;
}

/** What a replay would do, from counts. */
export function planReplay({ chosen, notDead, tooOften, noOrigin, verdicts, rate }: PlanFacts, replayLimit: number): ReplayPlan {
  const skipped = notDead + tooOften + noOrigin;
  const sendable = Math.max(0, chosen - skipped);
  const checks: PlanCheck[] = [
    {
      key: "not_dead",
      label: "Not dead any more",
      n: notDead,
      text: notDead === 0 ? "none" : "skipped: in another replay, replayed, discarded or released",
    },
    {
      key: "too_often",
      label: `Replayed ${replayLimit} times already`,
      n: tooOften,
      text: tooOften === 0 ? `none, limit ${replayLimit} per lineage` : "skipped: they came back every time",
    },
    {
      key: "no_origin",
      label: "Origin unknown",
      n: noOrigin,
      text: noOrigin === 0 ? "none" : "skipped: the message does not carry the queue that it failed in",
    },
    {
      key: "poison",
      label: "Poison",
      n: verdicts.poison,
      text: verdicts.poison === 0 ? "none" : "sent, and will fail again unless the handler was fixed",
    },
  ];
  return { sendable, skipped, checks, seconds: rate === null ? null : sendable / rate };
}
