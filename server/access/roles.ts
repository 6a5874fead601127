import { type Permission, permissions } from "./permissions.ts";

/** What each role may do that is offered without being configured. Each holds what the one before it does. */
const viewer = [
  "message.view",
  "replay.view",
  "group.view",
  "queue.view",
  "import.view",
  "alert.view",
] as const satisfies readonly Permission[];
const responder = [
  ...viewer,
  "group.triage",
  "replay.start",
  "queue.pause",
  "import.retry",
  "alert.acknowledge",
  "alert.silence",
  "annotation.make",
] as const satisfies readonly Permission[];
const operator = [
  ...responder,
  "message.edit",
  "message.discard",
  "message.release",
  "message.export",
  "replay.decide",
] as const satisfies readonly Permission[];
const lead = [
  ...operator,
  "replay.target",
  "replay.override",
  "queue.purge",
  "alert.manage",
  "audit.view",
  "settings.view",
  "people.view",
] as const satisfies readonly Permission[];

export const presets = { viewer, responder, operator, lead, admin: permissions } as const satisfies Readonly<
  Record<string, readonly Permission[]>
>;
