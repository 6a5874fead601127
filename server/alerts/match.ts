import { globMatches } from "../text/glob.ts";
import type { GroupFact, QueueFact } from "./facts.ts";
import type { OwnerSpec, Where } from "./rule.ts";

/** Whether one of these "source/queue" patterns stands for a queue. The source ends at the first slash: no source has one in its name. */
export function placesMatch(patterns: readonly string[], { source, name }: { readonly source: string; readonly name: string }): boolean {
  return patterns.some((pattern) => {
    const slash = pattern.indexOf("/");
    return globMatches(pattern.slice(0, slash), source) && globMatches(pattern.slice(slash + 1), name);
  });
}

export function queueMatches({ queues, except }: Pick<Where, "queues" | "except">, queue: Pick<QueueFact, "source" | "name">): boolean {
  return (queues.length === 0 || placesMatch(queues, queue)) && !placesMatch(except, queue);
}

/** What somebody muted is not counted anywhere: they wished it so until a time. */
export function isMuted({ triage, mutedUntil }: Pick<GroupFact, "triage" | "mutedUntil">, now: Date): boolean {
  return triage === "muted" && mutedUntil !== null && mutedUntil > now;
}

/** Whether it counts only some of the groups of its queues. */
export function narrowsGroups({ groups, eventTypes, verdicts, owners }: Where): boolean {
  return groups.length + eventTypes.length + verdicts.length + owners.length > 0;
}

/** The group as the rule sees it, with what is dead and away of its event types alone; null: it looks at none of it. */
export function groupSeen({ groups, eventTypes, verdicts, owners }: Where, group: GroupFact): GroupFact | null {
  if (groups.length > 0 && !groups.includes(group.id)) return null;
  if (verdicts.length > 0 && !verdicts.includes(group.verdict)) return null;
  if (owners.length > 0 && (group.owner === null || !owners.includes(group.owner))) return null;
  if (eventTypes.length === 0) return group;
  const seen = group.ofTypes.filter(({ type }) => eventTypes.some((pattern) => globMatches(pattern, type)));
  if (seen.length === 0) return null;
  return { ...group, dead: seen.reduce((sum, { dead }) => sum + dead, 0), away: seen.reduce((sum, { away }) => sum + away, 0) };
}

/** What a group is owned by: its queue, its event types, and the frame where it fails. */
export interface Owned {
  readonly source: string;
  readonly name: string;
  readonly eventTypes: readonly string[];
  readonly frame: string | null;
}

/** The first team that a group is of; null: none. Each list that a team has must match. */
export function ownerOf(owners: readonly OwnerSpec[], owned: Owned): OwnerSpec | null {
  const fits = (patterns: readonly string[], names: readonly string[]) =>
    patterns.length === 0 || names.some((name) => patterns.some((pattern) => globMatches(pattern, name)));
  return (
    owners.find(
      ({ queues, eventTypes, frames }) =>
        (queues.length === 0 || placesMatch(queues, owned)) &&
        fits(eventTypes, owned.eventTypes) &&
        fits(frames, owned.frame === null ? [] : [owned.frame]),
    ) ?? null
  );
}
