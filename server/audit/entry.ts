import { detailWords } from "./detail.ts";
import type { AuditEntry, AuditLine } from "./output.ts";

const acts: Readonly<Record<string, string>> = {
  start: "Started",
  decide: "Decided on",
  export: "Exported",
  discarded: "Discarded",
  restored: "Restored",
  released: "Released",
  edited: "Edited",
  acknowledge: "Acknowledged",
  mute: "Muted",
  close: "Closed",
  reopen: "Opened again",
  assign: "Assigned",
  note: "Noted",
  pause: "Paused",
  resume: "Resumed",
  purge: "Began to purge",
  purged: "Purged",
  import: "Began to import again",
  imported: "Imported again",
  cancel: "Cancelled",
  observe: "Sent all of",
  complete: "Completed",
  rate: "Changed the rate of",
};

const byPermission: Readonly<Record<string, string>> = {
  "message.view": "Read",
  "message.export": "Exported",
  "message.edit": "Edited",
  "message.discard": "Changed",
  "message.release": "Released",
  "replay.start": "Started",
  "replay.decide": "Decided on",
  "replay.target": "Chose the target of",
  "group.triage": "Changed",
  "queue.pause": "Paused or resumed",
  "queue.purge": "Purged",
  "import.retry": "Imported again",
};

/** What was done, in a word or two: from the act where it is noted, else from the permission that it needed. */
export function actWords({ permission, result, data }: Pick<AuditLine, "permission" | "result" | "data">): string {
  const act = typeof data?.["act"] === "string" ? acts[data["act"]] : undefined;
  const words = act ?? byPermission[permission] ?? permission;
  return result === "allowed" ? words : `Tried: ${words[0]?.toLowerCase()}${words.slice(1)}`;
}

/** A row with its words. */
export function entryOf(row: AuditLine): AuditEntry {
  return { ...row, what: actWords(row), detail: detailWords(row.data) };
}
