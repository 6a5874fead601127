import type { Place } from "../access/permissions.ts";
import type { Facts, GroupFact, QueueFact } from "./facts.ts";
import type { Subject } from "./kind.ts";
import { groupSeen, isMuted, narrowsGroups, queueMatches } from "./match.ts";
import type { Per, RuleSpec, Where } from "./rule.ts";

/** What rules look at, taken apart once for all rules that look at the same. */
export class Subjects {
  readonly #facts: Facts;
  readonly #byQueue: ReadonlyMap<number, readonly GroupFact[]>;
  /** Groups that no rule looks at. */
  readonly muted: ReadonlySet<number>;
  readonly #known = new Map<string, readonly Subject[]>();

  constructor(facts: Facts) {
    this.#facts = facts;
    const { now } = facts;
    const told = facts.groups.filter((group) => !isMuted(group, now));
    this.muted = new Set(facts.groups.filter((group) => isMuted(group, now)).map(({ id }) => id));
    this.#byQueue = Map.groupBy(told, ({ queueId }) => queueId);
  }

  of({ per, where }: Pick<RuleSpec, "per" | "where">): readonly Subject[] {
    const key = JSON.stringify([per, where]);
    const known = this.#known.get(key) ?? this.#take(per, where);
    this.#known.set(key, known);
    return known;
  }

  #take(per: Per, where: Where): readonly Subject[] {
    const queues = this.#facts.queues.filter((queue) => queueMatches(where, queue));
    const groupsOf = (queue: QueueFact) => this.#groupsIn(queue, where);
    switch (per) {
      case "queue":
        return queues.map((queue) => subject(`queue:${queue.id}`, queue.name, [queue], groupsOf(queue)));
      case "group":
        return queues.flatMap((queue) => groupsOf(queue).map((group) => subject(`group:${group.id}`, group.title, [queue], [group])));
      case "source":
        return [...Map.groupBy(queues, ({ source }) => source)].map(([source, all]) =>
          subject(`source:${source}`, source, all, all.flatMap(groupsOf)),
        );
      case "replay":
        return this.#facts.replays.flatMap(({ id, places }) => {
          const all = this.#facts.queues.filter((queue) => places.some((place) => isAt(queue, place)));
          return all.length > 0 && all.every((queue) => queueMatches(where, queue))
            ? [subject(`replay:${id}`, `replay ${id}`, all, [])]
            : [];
        });
      case "all":
        return [subject("all", "everything watched", queues, queues.flatMap(groupsOf))];
    }
  }

  #groupsIn(queue: QueueFact, where: Where): readonly GroupFact[] {
    const all = this.#byQueue.get(queue.id) ?? [];
    return narrowsGroups(where) ? all.flatMap((group) => groupSeen(where, group) ?? []) : all;
  }
}

const isAt = ({ source, name }: QueueFact, place: Place) => source === place.source && name === place.queue;

function subject(key: string, name: string, queues: readonly QueueFact[], groups: readonly GroupFact[]): Subject {
  const blind = queues.flatMap(({ blindSince }) => (blindSince ? [blindSince.getTime()] : []));
  return { key, name, queues, groups, blindSince: blind.length > 0 ? new Date(Math.min(...blind)) : null };
}
