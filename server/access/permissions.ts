import type { Actor } from "./actor.ts";

/** Every procedure names one of these; a procedure without one cannot be built. */
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

/** Until sign-in exists the console listens on loopback only, and whoever reaches it is the machine's operator. */
export function mayActor(actor: Actor, _permission: Permission): boolean {
  return actor.kind === "operator";
}
