import { later } from "./advance.ts";
import { type Alert, type Happened, isLive } from "./alert.ts";
import type { Course } from "./judge-rule.ts";
import { isHeldBack, quietOf } from "./quiet.ts";
import type { Rule } from "./rule.ts";
import { findSilence, type Silence } from "./silence-match.ts";
import { newsOnly } from "./transition.ts";

/** What becomes of an alert. `before` null: it is new. `alert` null: a pending one that has not come true. */
export interface Outcome {
  readonly before: Alert | null;
  readonly alert: Alert | null;
  readonly happened: readonly Happened[];
}

interface Event {
  readonly kind: Happened["kind"];
  readonly by: number | null;
}

/** What time brings beside the condition: the begin and end of silences and snoozes, steps of the escalation, reminders; and who is told of it all. */
export function settle(
  { rule, before, alert: advanced, happened, isInReplay = false }: Course,
  silences: readonly Silence[],
  now: Date,
): Outcome {
  const events: Event[] = happened.map((kind) => ({ kind, by: null }));
  if (!isLive(advanced)) return tell({ before, alert: advanced, events, now });
  const held = hold(advanced, silences, now, events);
  if (isInReplay || held.state !== "firing" || held.ackedAt !== null || isHeldBack(held, now))
    return tell({ before, alert: held, events, now });
  const alert = escalate(held, rule, now, events);
  if (isDue(alert, rule.repeatSeconds, now, events)) events.push({ kind: "reminded", by: null });
  return tell({ before, alert, events, now });
}

/** Silences and snoozes begin and end. */
function hold(alert: Alert, silences: readonly Silence[], now: Date, events: Event[]): Alert {
  const silence = findSilence(silences, alert);
  if ((silence === null) !== (alert.silenceId === null))
    events.push(silence ? { kind: "silenced", by: silence.principalId } : { kind: "unsilenced", by: null });
  const isAwake = alert.snoozedUntil !== null && alert.snoozedUntil <= now;
  if (isAwake) events.push({ kind: "snooze_over", by: null });
  const silenceId = silence?.id ?? null;
  if (!isAwake) return silenceId === alert.silenceId ? alert : { ...alert, silenceId };
  return { ...alert, silenceId, snoozedUntil: null, snoozedBy: null };
}

/** Takes the step that is due; each begins its own time after the one before. */
function escalate(alert: Alert, { steps }: Pick<Rule, "steps">, now: Date, events: Event[]): Alert {
  if (!alert.stepAt || alert.stepAt > now) return alert;
  events.push({ kind: "escalated", by: null });
  const [taken, next] = [steps[alert.step], steps[alert.step + 1]];
  const stepAt = taken && next ? later(alert.stepAt, next.afterSeconds - taken.afterSeconds) : null;
  return { ...alert, step: alert.step + 1, stepAt };
}

/**
 * Nobody was told that it fires, since something kept it back that is over, and no event of this moment does: a step tells its own channels only, and other
 * numbers nobody who was not told before. Or they were told long ago.
 */
function isDue({ toldAt, firedAt }: Alert, repeatSeconds: number | null, now: Date, events: readonly Event[]): boolean {
  const news = events.filter(({ kind }) => newsOnly.includes(kind));
  if (toldAt === null || (firedAt && toldAt < firedAt)) return news.every(({ kind }) => kind === "escalated");
  return news.length === 0 && repeatSeconds !== null && now.getTime() - toldAt.getTime() >= repeatSeconds * 1_000;
}

/** Numbers the transitions, and says which of them tell nobody. */
export function tell(course: {
  readonly before: Alert | null;
  readonly alert: Alert;
  readonly events: readonly Event[];
  readonly now: Date;
}): Outcome {
  const { before, events, now } = course;
  if (events.length === 0) return { before, alert: course.alert, happened: [] };
  let { alert } = course;
  const happened: Happened[] = [];
  for (const { kind, by } of events) {
    const quiet = quietOf(alert, kind, now);
    happened.push({ kind, by, quiet });
    alert = { ...alert, seq: alert.seq + 1, toldAt: quiet === null && newsOnly.includes(kind) ? now : alert.toldAt };
  }
  return { before, alert, happened };
}
