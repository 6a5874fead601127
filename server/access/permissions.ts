/** Everything that can be permitted. A verb names the one that it needs, with the scope that it acts in. */
export const permissions = [
  "message.view",
  "message.export",
  "message.edit",
  "message.discard",
  "message.release",
  "replay.view",
  "replay.start",
  "replay.target",
  "replay.decide",
  "replay.override",
  "breaker.push",
  "group.view",
  "group.triage",
  "queue.view",
  "queue.pause",
  "queue.purge",
  "import.view",
  "import.retry",
  "alert.view",
  "alert.acknowledge",
  "alert.silence",
  "alert.manage",
  "annotation.make",
  "audit.view",
  "settings.view",
  "people.view",
  "people.manage",
  "token.make",
] as const;

export type Permission = (typeof permissions)[number];

/** Whoever may act on something may see it: else they could not know what they act on. */
const shows: Readonly<Record<string, readonly Permission[]>> = {
  message: ["message.view"],
  replay: ["replay.view", "message.view"],
  group: ["group.view"],
  queue: ["queue.view"],
  import: ["import.view"],
  alert: ["alert.view", "group.view"],
};

/** A permission, and, where it is to act, those to see what it is about. */
export function withViews(permission: Permission): readonly Permission[] {
  const [noun = "", verb] = permission.split(".");
  return verb === "view" ? [permission] : [permission, ...(shows[noun] ?? [])];
}

/** What they permit stands in no queue: only a grant for every queue gives them. */
const ofNoQueue: readonly string[] = [
  "alert.manage",
  "annotation.make",
  "breaker.push",
  "settings.view",
  "people.view",
  "people.manage",
  "token.make",
];

/**
 * Where something is done: in some queues of sources, or in no queue in particular. No place at all: nobody knows where, or nothing is there that who
 * acts may see. "somewhere": in any queue, since a read shows only what stands in those where it is permitted.
 */
export type Scope = "everywhere" | "somewhere" | readonly Place[];

/** Where a read has to be permitted for it to be answered at all. */
export function scopeOfRead(permission: Permission): Scope {
  return ofNoQueue.includes(permission) ? "everywhere" : "somewhere";
}

export interface Place {
  readonly source: string;
  readonly queue: string;
}

/** What somebody must be allowed to reach. Where nothing is known of the place (an unknown message, an empty choice), that is everything. */
export type Reach = "everywhere" | readonly [Place, ...Place[]];

export function reachOf(scope: Exclude<Scope, "somewhere">): Reach {
  if (scope === "everywhere") return scope;
  const [first, ...more] = scope;
  return first ? [first, ...more] : "everywhere";
}
