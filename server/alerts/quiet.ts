import type { Alert } from "./alert.ts";
import type { QuietReason, TransitionKind } from "./transition.ts";

/** Of these everybody hears who was told that it fires, whatever keeps others quiet: what was sent is changed in place. */
const always: readonly TransitionKind[] = ["acknowledged", "taken_back", "snoozed", "muted", "unmuted", "silenced", "resolved"];

/** Why nobody is told of a transition; null: somebody is. `alert`: as it is after it. */
export function quietOf(alert: Alert, kind: TransitionKind, now: Date): QuietReason | null {
  if (alert.groupedIn !== null) return "grouped";
  const wasTold = alert.toldAt !== null && alert.firedAt !== null && alert.toldAt >= alert.firedAt;
  if (always.includes(kind) && wasTold) return null;
  if (alert.inhibitedBy !== null) return "inhibited";
  if (alert.silenceId !== null) return "silenced";
  if (alert.snoozedUntil && alert.snoozedUntil > now) return "snoozed";
  return alert.mutedAt ? "muted" : null;
}

/** Whether something keeps it from telling now. */
export function isHeldBack(alert: Alert, now: Date): boolean {
  return quietOf(alert, "fired", now) !== null;
}
