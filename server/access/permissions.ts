import type { Principal } from "./principal.ts";

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
  "group.view",
  "group.triage",
  "queue.view",
  "queue.pause",
  "queue.purge",
  "import.view",
  "import.retry",
  "audit.view",
  "settings.view",
] as const;

export type Permission = (typeof permissions)[number];

/** Where something is done: in some queues of sources, or in no queue in particular. No place at all: nobody knows where. */
export type Scope = "everywhere" | readonly Place[];

export interface Place {
  readonly source: string;
  readonly queue: string;
}

/** What somebody must be allowed to reach. Where nothing is known of the place (an unknown message, an empty choice), that is everything. */
export type Reach = "everywhere" | readonly [Place, ...Place[]];

export function reachOf(scope: Scope): Reach {
  if (scope === "everywhere") return scope;
  const [first, ...more] = scope;
  return first ? [first, ...more] : "everywhere";
}

/**
 * Whether somebody may do this there. Until sign-in exists the console listens on loopback only: whoever reaches it is the machine's operator, and
 * Redrive's own tasks do what they are for. Anybody else may do nothing.
 */
export function mayAct({ kind }: Principal, _permission: Permission, _reach: Reach): boolean {
  return kind === "person" || kind === "system";
}
