import { advance, mature } from "./advance.ts";
import { type Alert, manyKey } from "./alert.ts";
import type { Facts } from "./facts.ts";
import type { Reading, ReadingFacts, RuleKind, Subject } from "./kind.ts";
import { findRuleKind } from "./kinds.ts";
import { narrowsGroups, queueMatches } from "./match.ts";
import type { Rule } from "./rule.ts";
import type { Subjects } from "./subjects.ts";
import type { TransitionKind } from "./transition.ts";

/** One alert in the course of an evaluation. `before` null: its row is new. */
export interface Course {
  readonly rule: Rule;
  readonly before: Alert | null;
  readonly alert: Alert;
  readonly happened: readonly TransitionKind[];
  /** Nothing of it is left but what a replay has: somebody does something about it. */
  readonly isInReplay?: boolean;
}

interface Judged {
  readonly courses: readonly Course[];
  /** Pending ones that have not come true, or go on as the one before. */
  readonly gone: readonly Alert[];
}

/**
 * What one rule finds. `alerts`: all of the rule that are not over or ended not long ago. A rule of a kind that this Redrive does not know leaves them as
 * they are.
 */
export function judgeRule(rule: Rule, alerts: readonly Alert[], subjects: Subjects, facts: Facts, newId: () => number): Judged {
  const kind = findRuleKind(rule.kind);
  if (!kind) return { courses: alerts.map((alert) => ({ rule, before: alert, alert, happened: [] })), gone: [] };
  const looked = subjects.of(rule);
  const found = kind.judge({ params: rule.params, facts, subjects: looked, isNarrowed: narrowsGroups(rule.where) });
  const readings = new Map<string, Reading>([...found].map((reading) => [reading.key, reading]));
  const open = new Map(alerts.filter(({ state }) => state !== "resolved").map((alert) => [alert.key, alert]));
  const begins = [...readings.values()].filter(({ key, level }) => level === "over" && !open.has(key));
  if (open.size === 0 && begins.length === 0) return { courses: [], gone: [] };
  const last = lastOf(alerts);
  const byKey = new Map(looked.map((subject) => [subject.key, subject]));
  const courses: Course[] = [];
  const gone: Alert[] = [];
  for (const before of open.values()) {
    if (before.key === manyKey) continue;
    const subject = byKey.get(before.key);
    const reading =
      readings.get(before.key) ?? leftOut(before, rule, byKey, { subjects, facts }) ?? ending(kind, before, rule, { subject, facts });
    const next = advance(rule, keptUp(before, subject), reading, facts.now, last.get(before.key));
    if (!next) gone.push(before);
    else if (next.alert.id === before.id) courses.push({ rule, before, ...next, isInReplay: isInReplay(reading) });
    else {
      gone.push(before);
      courses.push({ rule, before: last.get(before.key) ?? null, ...next });
    }
  }
  for (const reading of begins) {
    const fresh = freshAlert(rule, reading, byKey.get(reading.key), { id: newId(), now: facts.now });
    const next = mature(rule, fresh, reading, facts.now, last.get(reading.key) ?? null);
    courses.push({ rule, before: next.alert.id === fresh.id ? null : (last.get(reading.key) ?? null), ...next });
  }
  return { courses, gone };
}

/** Its queues are not watched any more, the rule does not look at them or its group any more, or somebody muted that: whether all is well there is not known. */
function leftOut(
  { key, groupId, places, facts: told }: Alert,
  { where }: Rule,
  looked: ReadonlyMap<string, Subject>,
  { subjects, facts: { queues, groups } }: { readonly subjects: Subjects; readonly facts: Facts },
): Reading | null {
  if (looked.has(key) || places.length === 0) return null;
  const gone = (facts: ReadingFacts): Reading => ({ key, level: "gone", value: null, facts: { ...told, ...facts } });
  const isSeen = places.some((place) =>
    queues.some((queue) => queue.source === place.source && queue.name === place.queue && queueMatches(where, queue)),
  );
  if (!isSeen) return gone({ unwatched: true });
  const group = groups.find(({ id }) => id === groupId);
  if (!group) return null;
  if (subjects.muted.has(group.id)) return gone({ mutedUntil: group.mutedUntil?.toISOString() ?? null });
  return group.dead + group.away > 0 ? gone({ unwatched: true }) : null;
}

function ending(
  kind: RuleKind,
  { key, facts: told }: Alert,
  { params }: Rule,
  { subject, facts }: { readonly subject: Subject | undefined; readonly facts: Facts },
): Reading | null {
  const why = kind.ending?.({ params, facts, told, subject });
  return why ? { key, level: "gone", value: null, facts: { ...told, ...why } } : null;
}

function isInReplay(reading: Reading | null): boolean {
  return reading?.level === "between" && reading.facts["away"] === "all";
}

/** The newest of those that are over, by subject. */
function lastOf(alerts: readonly Alert[]): ReadonlyMap<string, Alert> {
  const over = alerts.filter(({ state }) => state === "resolved").toSorted((one, other) => one.id - other.id);
  return new Map(over.map((alert) => [alert.key, alert]));
}

/** An alert that has just begun to hold. */
export function freshAlert(
  rule: Rule,
  reading: Reading,
  of: Subject | undefined,
  { id, now }: { readonly id: number; readonly now: Date },
): Alert {
  const { queues = [], groups = [] } = of ?? {};
  const only = queues.length === 1 ? queues[0] : undefined;
  return {
    id,
    ruleId: rule.id,
    key: reading.key,
    state: "pending",
    severity: reading.severity ?? rule.severity,
    since: now,
    firedAt: null,
    clearSince: null,
    resolvedAt: null,
    ended: null,
    blindSince: null,
    flappingSince: null,
    firings: [],
    seq: 0,
    value: reading.value,
    saidValue: null,
    saidAt: null,
    toldValue: null,
    toldAt: null,
    facts: reading.facts,
    factsAt: now,
    queueId: only?.id ?? null,
    groupId: reading.key.startsWith("group:") ? (groups[0]?.id ?? null) : null,
    places: placesOf(of),
    owner: ownerIn(of),
    groupedIn: null,
    standsFor: 1,
    inhibitedBy: null,
    silenceId: null,
    ackedAt: null,
    ackedBy: null,
    snoozedUntil: null,
    snoozedBy: null,
    mutedAt: null,
    mutedBy: null,
    step: 0,
    stepAt: null,
  };
}

/** The team of all that is dead there; null: several, or none. */
function ownerIn(of: Subject | undefined): string | null {
  const owners = new Set((of?.groups ?? []).filter(({ dead, unknown }) => dead + unknown > 0).map(({ owner }) => owner));
  return owners.size === 1 ? ([...owners][0] ?? null) : null;
}

/** Who owns it may become known, or change, while it lasts. Queues that are found meanwhile are counted, so it is about them too. */
function keptUp(alert: Alert, of: Subject | undefined): Alert {
  const owner = ownerIn(of) ?? alert.owner;
  const known = new Set(alert.places.map(({ source, queue }) => `${source}/${queue}`));
  const found = placesOf(of).filter(({ source, queue }) => !known.has(`${source}/${queue}`));
  return owner === alert.owner && found.length === 0 ? alert : { ...alert, owner, places: [...alert.places, ...found] };
}

function placesOf(of: Subject | undefined): Alert["places"] {
  return (of?.queues ?? []).map(({ source, name }) => ({ source, queue: name }));
}
