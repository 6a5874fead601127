import { advance, type Advanced, type Life, mature, worsen } from "./advance.ts";
import { type Alert, isLive, manyKey } from "./alert.ts";
import { type Course, freshAlert } from "./judge-rule.ts";
import type { Reading } from "./kind.ts";
import { mostNew, mostNewMs, reopenMs } from "./limits.ts";
import type { Rule } from "./rule.ts";

/**
 * When too many alerts of a rule begin within some minutes, one tells for all that begin then, and says how many it stands for. It lasts as long as one of
 * them; what begins when the storm is over tells for itself, and a storm that begins later makes it worse. Each of them stays an alert of its own with its
 * own history; it only tells nobody until it gets worse, and then tells for itself. Where too many do, and the alert of all has asked not long ago, the others are
 * not worse until it may ask again. That it comes to stand for more queues is a change of its own, however few they are. `alerts`: those of the rule before
 * this evaluation.
 */
export function groupTogether(
  rule: Rule,
  courses: readonly Course[],
  alerts: readonly Alert[],
  { newId, now }: { readonly newId: () => number; readonly now: Date },
): readonly Course[] {
  const newest = alerts.filter(({ key }) => key === manyKey).toSorted((one, other) => other.id - one.id);
  const open = newest.find((alert) => isLive(alert)) ?? null;
  const from = now.getTime() - mostNewMs;
  const { fresh, isStorm, isNext } = stormOf(courses, alerts, { open, from });
  if (!open && !isStorm) return courses;

  const life: Life = { ...rule, forSeconds: 0, keepSeconds: 0 };
  const id = open?.id ?? goesOn(newest[0], now)?.id ?? newId();
  const all = courses.map((course) => (isStorm && fresh.has(course) ? inGroup(course, id) : course));
  const told = alerts.filter((one) => isLive(one) && one.key !== manyKey && one.groupedIn === null && !isLongAgo(one.toldAt, from));
  const mayAsk = isNext || isLongAgo(open ? open.toldAt : null, from);
  const { grouped, isWorse } = release(all, id, { most: mostNew - told.length, mayAsk });
  const members = grouped.filter((course) => isMember(course, id));
  const reading = readingOf(members);
  if (open) {
    const asks = isNext || (isWorse && mayAsk);
    const next = goOn(life, open, { reading, asks, now });
    return next ? [...grouped, manyOf(rule, open, next, members)] : grouped;
  }
  if (!reading) return grouped;
  const last = goesOn(newest[0], now);
  const next = mature(life, freshAlert(rule, reading, undefined, { id, now }), reading, now, last);
  return [...grouped, manyOf(rule, last, next, members)];
}

/** What begins now, whether it is too much with what began since `from`, and whether none of that is told for by the one that is open. */
function stormOf(
  courses: readonly Course[],
  alerts: readonly Alert[],
  { open, from }: { readonly open: Alert | null; readonly from: number },
) {
  const fresh = new Set(courses.filter(({ happened }) => happened.includes("fired") || happened.includes("flapping")));
  const again = new Set([...fresh].map(({ alert }) => alert.id));
  const begun = alerts.filter(({ id, key, firedAt }) => key !== manyKey && !again.has(id) && firedAt && firedAt.getTime() > from);
  const isStorm = fresh.size > 0 && fresh.size + begun.length > mostNew;
  return { fresh, isStorm, isNext: isStorm && open !== null && !begun.some(({ groupedIn }) => groupedIn === open.id) };
}

const inGroup = (course: Course, groupedIn: number | null): Course => ({ ...course, alert: { ...course.alert, groupedIn } });

function goOn(
  life: Life,
  open: Alert,
  { reading, asks, now }: { readonly reading: Reading | null; readonly asks: boolean; readonly now: Date },
): Advanced | null {
  return asks && reading ? worsen(life, { ...open, state: "firing", clearSince: null }, reading, now) : advance(life, open, reading, now);
}

const isLongAgo = (at: Date | null, from: number) => at === null || at.getTime() <= from;

const isMember = ({ alert }: Course, id: number) => alert.groupedIn === id && isLive(alert);

/**
 * Members that got worse leave, so many at most, and one stays: the alert of all is not over while they are not. `isWorse`: more of them did. Those stay as
 * they were where the alert of all may not ask for them.
 */
function release(
  all: readonly Course[],
  id: number,
  { most, mayAsk }: { readonly most: number; readonly mayAsk: boolean },
): { readonly grouped: readonly Course[]; readonly isWorse: boolean } {
  const members = all.filter((course) => isMember(course, id));
  const worse = members.filter(({ happened }) => happened.includes("worse"));
  const leaving = new Set(worse.slice(0, Math.max(0, Math.min(most, members.length - 1))));
  const waiting = new Set(mayAsk ? [] : worse.slice(leaving.size));
  return {
    grouped: all.map((course) => (leaving.has(course) ? inGroup(course, null) : waiting.has(course) ? notYet(course) : course)),
    isWorse: worse.length > leaving.size,
  };
}

/** It got worse, and nobody can be told yet: it is found worse again until somebody is. */
function notYet(course: Course): Course {
  const { before, alert, happened } = course;
  if (!before) return course;
  const { state, clearSince, blindSince, owner } = alert;
  return { ...course, alert: { ...before, state, clearSince, blindSince, owner }, happened: happened.filter((kind) => kind !== "worse") };
}

/** As `mature` decides it. */
function goesOn(last: Alert | undefined, now: Date): Alert | null {
  return last?.resolvedAt && now.getTime() - last.resolvedAt.getTime() < reopenMs ? last : null;
}

function readingOf(members: readonly Course[]): Reading | null {
  if (members.length === 0) return null;
  const first = members[0]?.alert.facts["name"] ?? null;
  return { key: manyKey, level: "over", value: members.length, facts: { many: members.length, name: first } };
}

function manyOf(rule: Rule, before: Alert | null, next: Pick<Course, "alert" | "happened">, members: readonly Course[]): Course {
  const places = new Map(members.flatMap(({ alert }) => alert.places.map((place) => [`${place.source}/${place.queue}`, place] as const)));
  const known = new Map(next.alert.places.map((place) => [`${place.source}/${place.queue}`, place] as const));
  const isMore = [...places.keys()].some((key) => !known.has(key));
  const alert = {
    ...next.alert,
    standsFor: members.length || next.alert.standsFor,
    places: isMore ? [...new Map([...known, ...places]).values()] : next.alert.places,
  };
  // Whoever sees only these queues hears of it then (`push/notice-for.ts`).
  return { rule, before, alert, happened: isMore && next.happened.length === 0 ? ["changed"] : next.happened };
}
