import type { Plan } from "./plan";

export const noReason = "Write a reason first.";

interface Asked {
  readonly target: string;
  readonly queue: string;
  readonly reason: string;
  /** What whoever asks may not do. */
  readonly mayNot: string | null;
}

/** Why the replay cannot be started yet, and what to do; null: it can. */
export function refusalOf(plan: Plan | undefined, { target, queue, reason, mayNot }: Asked): string | null {
  if (!plan) return "The plan is being made.";
  if (mayNot !== null) return mayNot;
  if (plan.sendable === 0) return `Nothing can be ${target === "release" ? "released" : "sent"}: see the checks.`;
  if (target === "queue" && !queue) return "Name the queue to send to.";
  if (plan.nowhere) return "No queue would take them: choose another target.";
  return reason.trim().length < 3 ? noReason : null;
}
