import { DomainError } from "../errors.ts";
import { armed, later } from "./advance.ts";
import { type Alert, isLive } from "./alert.ts";
import type { AlertAct } from "./input.ts";
import type { Step } from "./rule.ts";
import type { TransitionKind } from "./transition.ts";

interface Done {
  readonly alert: Alert;
  readonly kind: TransitionKind;
}

/** An alert after what somebody did; null: it is so already. Throws `conflict` where it does not fire. */
export function applyAct(
  alert: Alert,
  input: AlertAct,
  { principal, now, steps }: { readonly principal: number; readonly now: Date; readonly steps: readonly Step[] },
): Done | null {
  if (alert.state === "resolved") throw new DomainError("conflict", "This alert is over. If it fires again, it tells again.");
  if (!isLive(alert)) throw new DomainError("conflict", "This alert does not fire yet.");
  switch (input.act) {
    case "acknowledge":
      return alert.ackedAt
        ? null
        : { kind: "acknowledged", alert: { ...alert, ...known(alert), ackedAt: now, ackedBy: principal, stepAt: null } };
    case "take_back":
      return alert.ackedAt ? { kind: "taken_back", alert: { ...alert, ackedAt: null, ackedBy: null, ...armed({ steps }, now) } } : null;
    case "snooze":
      return snoozed(alert, later(now, input.minutes * 60), principal);
    case "unsnooze":
      return alert.snoozedUntil ? { kind: "snooze_over", alert: { ...alert, snoozedUntil: null, snoozedBy: null } } : null;
    case "mute":
      return alert.mutedAt ? null : { kind: "muted", alert: { ...alert, ...known(alert), mutedAt: now, mutedBy: principal } };
    case "unmute":
      return alert.mutedAt ? { kind: "unmuted", alert: { ...alert, mutedAt: null, mutedBy: null } } : null;
  }
}

/** Who presses knows the number of this moment, and is asked again at ten times as much. Of none a replay may have all. */
function known({ value, toldValue }: Alert): Pick<Alert, "toldValue"> {
  return { toldValue: value || toldValue };
}

/** Pressed twice, it is not snoozed for longer. */
function snoozed(alert: Alert, until: Date, principal: number): Done | null {
  const isAgain = alert.snoozedBy === principal && Math.abs((alert.snoozedUntil?.getTime() ?? 0) - until.getTime()) < 60_000;
  return isAgain ? null : { kind: "snoozed", alert: { ...alert, snoozedUntil: until, snoozedBy: principal } };
}
