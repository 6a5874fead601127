import { type Alert, isLive } from "./alert.ts";
import { type Reading, type ReadingFacts, toldPlaces } from "./kind.ts";
import { changedMs, changedPart, factsMs, flapFirings, flapQuietMs, groupedFactsMs, reopenMs, worseTimes } from "./limits.ts";
import { type RuleSpec, severities } from "./rule.ts";
import type { TransitionKind } from "./transition.ts";

/** Of a rule what one alert's life depends on. */
export type Life = Pick<RuleSpec, "severity" | "forSeconds" | "keepSeconds" | "steps">;

export interface Advanced {
  readonly alert: Alert;
  readonly happened: readonly TransitionKind[];
}

/**
 * The next moment of an alert that is pending or live. `reading` null: its condition does not hold. `last`: the one before of the same subject, which goes
 * on in its place where it ended not long ago. Answers null where a pending one has not come true.
 */
export function advance(life: Life, alert: Alert, reading: Reading | null, now: Date, last: Alert | null = null): Advanced | null {
  if (reading?.level === "unknown") return isForgotten(life, alert, now) ? null : blind(alert, now);
  const seen: readonly TransitionKind[] = alert.blindSince && isLive(alert) ? ["seen"] : [];
  const known: Alert = { ...alert, blindSince: null };
  if (reading?.level === "gone") return isLive(alert) ? leftBehind(known, reading, now) : null;
  if (alert.state === "pending") return reading?.level === "over" ? mature(life, known, reading, now, last) : null;
  const next = reading ? stay(life, known, reading, now) : leave(life, known, now);
  return { alert: next.alert, happened: [...seen, ...next.happened] };
}

/** The same for one whose condition begins to hold: `fresh` is pending since now. */
export function mature(life: Life, fresh: Alert, reading: Reading, now: Date, last: Alert | null): Advanced {
  if (!elapsed(life.forSeconds, fresh.since, now)) return { alert: fresh, happened: [] };
  const goesOn = last?.resolvedAt && now.getTime() - last.resolvedAt.getTime() < reopenMs;
  const { since, places, owner } = fresh;
  return fire(life, goesOn ? { ...last, since, places, owner } : fresh, reading, now);
}

function fire(life: Life, alert: Alert, reading: Reading, now: Date): Advanced {
  const firings = [...alert.firings.filter((at) => now.getTime() - at.getTime() < reopenMs), now];
  const isFlapping = firings.length >= flapFirings;
  return {
    alert: {
      ...alert,
      ...said(reading, now),
      ...armed(life, now),
      state: "firing",
      severity: reading.severity ?? life.severity,
      firedAt: now,
      clearSince: null,
      resolvedAt: null,
      ended: null,
      blindSince: null,
      flappingSince: isFlapping ? (alert.flappingSince ?? now) : null,
      firings,
      toldValue: reading.value,
      groupedIn: null,
      standsFor: 1,
      // Whoever had it had the one that is over.
      ackedAt: null,
      ackedBy: null,
    },
    happened: [isFlapping ? "flapping" : "fired"],
  };
}

/** The first step of the escalation is ahead again. */
export function armed({ steps }: Pick<RuleSpec, "steps">, now: Date): Pick<Alert, "step" | "stepAt"> {
  const [first] = steps;
  return { step: 0, stepAt: first ? later(now, first.afterSeconds) : null };
}

/** For as long as it would have had to hold nothing was known of it: that it began says no more of now. */
function isForgotten({ forSeconds }: Life, { state, blindSince }: Alert, now: Date): boolean {
  return state === "pending" && blindSince !== null && elapsed(forSeconds, blindSince, now);
}

function blind(alert: Alert, now: Date): Advanced {
  if (alert.blindSince) return { alert, happened: [] };
  return { alert: { ...alert, blindSince: now }, happened: isLive(alert) ? ["blind"] : [] };
}

/** It holds, or has not stopped by enough. */
function stay(life: Life, alert: Alert, reading: Reading, now: Date): Advanced {
  const firing: Alert = { ...alert, state: "firing", clearSince: null };
  const severity = reading.severity ?? life.severity;
  const isWorse =
    severities.indexOf(severity) > severities.indexOf(alert.severity) ||
    (reading.value !== null && alert.toldValue !== null && alert.toldValue > 0 && reading.value >= worseTimes * alert.toldValue);
  if (isWorse) return worsen(life, firing, { ...reading, severity }, now);
  if (isToTell(alert, reading, now)) return { alert: { ...firing, ...said(reading, now, alert) }, happened: ["changed"] };
  return {
    alert: isToNote(alert, reading, now) ? { ...firing, value: reading.value, facts: noted(alert, reading), factsAt: now } : firing,
    happened: [],
  };
}

/** It asks again: whoever has acknowledged or muted it is told, and the first step of the escalation is ahead. */
export function worsen(life: Life, alert: Alert, reading: Reading, now: Date): Advanced {
  const asks = { toldValue: reading.value, ackedAt: null, ackedBy: null, mutedAt: null, mutedBy: null };
  const severity = reading.severity ?? life.severity;
  return { alert: { ...alert, ...said(reading, now, alert), ...armed(life, now), ...asks, severity }, happened: ["worse"] };
}

function isToTell(alert: Alert, reading: Reading, now: Date): boolean {
  if (alert.groupedIn !== null || !isOlder(alert.saidAt, changedMs, now)) return false;
  return isMore(alert.facts, reading.facts) || differs(reading.value, alert.saidValue) || saysOther(alert, reading);
}

/** Words of a message that was sent are made of these facts. Numbers count by the value, where there is one; times move on by themselves. */
function saysOther({ facts: told }: Alert, { facts, value }: Reading): boolean {
  const names = new Set([...Object.keys(told), ...Object.keys(facts)]);
  // Places that were told stay told, and these are their words.
  for (const name of toldPlaces in facts ? [toldPlaces, "where"] : []) names.delete(name);
  return [...names].some((name) => told[name] !== facts[name] && ![told[name], facts[name]].some((fact) => isMoving(fact, value)));
}

function isMoving(fact: ReadingFacts[string] | undefined, value: number | null): boolean {
  return typeof fact === "number" ? value !== null : typeof fact === "string" && /^\d{4}-\d\d-\d\dT/.test(fact);
}

/** Nobody is told. What is to be told soon waits until then, so that it is not taken for told. */
function isToNote(alert: Alert, reading: Reading, now: Date): boolean {
  const ms = alert.groupedIn === null ? factsMs : groupedFactsMs;
  if (!isOlder(alert.factsAt, ms, now) || (alert.groupedIn === null && saysOther(alert, reading))) return false;
  return JSON.stringify(noted(alert, reading)) !== JSON.stringify(alert.facts);
}

const placesIn = (facts: ReadingFacts) => String(facts[toldPlaces] ?? "").split("\n");

/** It holds somewhere where people were not told of it. */
function isMore(told: ReadingFacts, now: ReadingFacts): boolean {
  const known = new Set(["", ...placesIn(told)]);
  return placesIn(now).some((place) => !known.has(place));
}

/** A place that is not told yet is still seen to be one more. */
function noted({ facts: { [toldPlaces]: told } }: Alert, { facts }: Reading): ReadingFacts {
  return told === undefined ? facts : { ...facts, [toldPlaces]: told };
}

function leave(life: Life, alert: Alert, now: Date): Advanced {
  const clearSince = alert.clearSince ?? now;
  const keepSeconds = alert.flappingSince ? Math.max(life.keepSeconds, flapQuietMs / 1_000) : life.keepSeconds;
  if (elapsed(keepSeconds, clearSince, now)) return { alert: end(alert, "cleared", now), happened: ["resolved"] };
  return { alert: { ...alert, state: "recovering", clearSince }, happened: [] };
}

/** What it is of is there no more. Whether that is well is not known, so nothing waits for it to stay well. */
function leftBehind(alert: Alert, { facts }: Reading, now: Date): Advanced {
  return { alert: { ...end(alert, "cleared", now), facts, factsAt: now }, happened: ["resolved"] };
}

/** The alert as it is over. What people have set stays to be read; the steps of its escalation are not taken. */
export function end(alert: Alert, ended: "cleared" | "removed", now: Date): Alert {
  return { ...alert, state: "resolved", ended, resolvedAt: now, clearSince: null, blindSince: null, flappingSince: null, stepAt: null };
}

/** What is said now. Of one that goes on, places that were told stay told: one that empties and fills again is no news. */
function said({ value, facts }: Reading, now: Date, before?: Alert): Pick<Alert, "value" | "facts" | "factsAt" | "saidValue" | "saidAt"> {
  const told = before && toldPlaces in facts ? [...new Set([...placesIn(before.facts), ...placesIn(facts)])].join("\n") : null;
  return { value, facts: told === null ? facts : { ...facts, [toldPlaces]: told }, factsAt: now, saidValue: value, saidAt: now };
}

function differs(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one !== other;
  return Math.abs(one - other) > changedPart * Math.abs(other);
}

function isOlder(at: Date | null, ms: number, now: Date): boolean {
  return at === null || now.getTime() - at.getTime() >= ms;
}

function elapsed(seconds: number, since: Date, now: Date): boolean {
  return now.getTime() - since.getTime() >= seconds * 1_000;
}

export function later(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1_000);
}
