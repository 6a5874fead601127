import { isLive } from "./alert.ts";
import type { Facts } from "./facts.ts";
import type { Course } from "./judge-rule.ts";
import { findRuleKind } from "./kinds.ts";

/** Alerts whose cause another firing one is: of a source that is not read nobody has to be told as well how deep its queues were. */
export function inhibit(courses: readonly Course[], { queues }: Facts): readonly Course[] {
  const causes = courses
    .filter(({ alert }) => alert.state === "firing" && alert.groupedIn === null)
    .map(({ rule, alert }) => ({
      id: alert.id,
      kind: rule.kind,
      covers: new Set(alert.places.map(({ source, queue }) => `${source}/${queue}`)),
    }));
  const unread = new Set(queues.filter(({ blindSince }) => blindSince).map(({ source, name }) => `${source}/${name}`));
  return courses.map((course) => {
    const { alert, rule } = course;
    const by = findRuleKind(rule.kind)?.inhibitedBy ?? [];
    const cause =
      by.length > 0 && isLive(alert) && alert.places.length > 0
        ? causes.find(
            ({ kind, covers }) =>
              by.includes(kind) &&
              alert.places.every(({ source, queue }) => covers.has(`${source}/${queue}`) && unread.has(`${source}/${queue}`)),
          )
        : undefined;
    const inhibitedBy = isLive(alert) ? (cause?.id ?? null) : alert.inhibitedBy;
    return inhibitedBy === alert.inhibitedBy ? course : { ...course, alert: { ...alert, inhibitedBy } };
  });
}
