import { end } from "./advance.ts";
import { type Alert, isLive } from "./alert.ts";
import type { Facts } from "./facts.ts";
import { groupTogether } from "./group-together.ts";
import { inhibit } from "./inhibit.ts";
import { type Course, judgeRule } from "./judge-rule.ts";
import type { Rule } from "./rule.ts";
import { type Outcome, settle, tell } from "./settle.ts";
import type { Silence } from "./silence-match.ts";
import { Subjects } from "./subjects.ts";

export interface Situation {
  readonly facts: Facts;
  /** Rules in force; switched off ones are left out. */
  readonly rules: readonly Rule[];
  /** All that are not over, and those that ended within the last hour. */
  readonly alerts: readonly Alert[];
  readonly silences: readonly Silence[];
  /** A new id for an alert. */
  newId(): number;
}

/**
 * What happens to all alerts at one moment. Pure; and where the outcome is written, the same facts a second time bring nothing more. So any number of
 * workers may evaluate, one after the other and as often as they like, and one that starts again goes on from the rows.
 */
export function evaluate({ facts, rules, alerts, silences, newId }: Situation): readonly Outcome[] {
  const { now } = facts;
  const subjects = new Subjects(facts);
  const byRule = Map.groupBy(alerts, ({ ruleId }) => ruleId);
  const outcomes: Outcome[] = [];
  const courses: Course[] = [];
  for (const rule of causesFirst(rules)) {
    const own = byRule.get(rule.id) ?? [];
    const judged = judgeRule(rule, own, subjects, facts, newId);
    courses.push(...groupTogether(rule, judged.courses, own, { newId, now }));
    outcomes.push(...judged.gone.map((before) => ({ before, alert: null, happened: [] })));
  }
  const inForce = new Set(rules.map(({ id }) => id));
  for (const before of alerts) if (!inForce.has(before.ruleId)) outcomes.push(...removed(before, now));
  return [
    ...outcomes,
    ...inhibit(courses, facts)
      .map((course) => settle(course, silences, now))
      .filter(isNews),
  ];
}

/** What explains others is told first, so that it stands before them where messages are in the order in which they came. */
const causes: readonly string[] = ["collector_blind", "breaker_open"];
const causesFirst = (rules: readonly Rule[]) =>
  rules.toSorted((one, other) => Number(causes.includes(other.kind)) - Number(causes.includes(one.kind)));

/** The rule is gone or switched off: what it has begun is over. */
function removed(before: Alert, now: Date): readonly Outcome[] {
  if (isLive(before)) return [tell({ before, alert: end(before, "removed", now), events: [{ kind: "resolved", by: null }], now })];
  return before.state === "pending" ? [{ before, alert: null, happened: [] }] : [];
}

function isNews({ before, alert, happened }: Outcome): boolean {
  return happened.length > 0 || before === null || alert === null || keys(before).some((key) => !isSame(before[key], alert[key]));
}

const keys = (alert: Alert) => Object.keys(alert) as (keyof Alert)[];

function isSame(one: Alert[keyof Alert], other: Alert[keyof Alert]): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  return one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : JSON.stringify(one) === JSON.stringify(other);
}
