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
  watch: "Sent the canary of",
  next: "Began the next stage of",
  step: "Doubled the rate of",
  skip_canary: "Skipped the canary of",
  rate: "Changed the rate of",
  "sign in": "Signed in",
  "sign out": "Signed out",
  "set up": "Made the first account",
  "set password": "Set the password of",
  invite: "Invited",
  link: "Made a password link for",
  give: "Gave a role to",
  take: "Took a role from",
  disable: "Disabled",
  enable: "Enabled again",
  revoke: "Ended sessions of",
  "make token": "Made",
  "revoke token": "Revoked",
  read_again: "Began to read again",
  leave_out: "Left older records out of",
  expired: "Deleted for their age",
  take_back: "Took back",
  snooze: "Snoozed",
  unmute: "Unmuted",
  silence: "Made",
  "end silence": "Ended",
  "save rule": "Saved",
  "remove rule": "Removed",
  own: "Gave an owner to",
  annotate: "Made",
  "save owner": "Saved",
  "remove owner": "Removed",
};

const byPermission: Readonly<Record<string, string>> = {
  "message.view": "Read",
  "replay.view": "Read",
  "group.view": "Read",
  "queue.view": "Read",
  "import.view": "Read",
  "alert.view": "Read",
  "audit.view": "Read the audit log",
  "settings.view": "Read the settings",
  "people.view": "Read",
  "message.export": "Exported",
  "message.edit": "Edited",
  "message.discard": "Changed",
  "message.release": "Released",
  "replay.start": "Started",
  "replay.decide": "Decided on",
  "replay.override": "Overrode a limit or breaker for",
  "breaker.push": "Reported",
  "replay.target": "Chose the target of",
  "group.triage": "Changed",
  "queue.pause": "Paused or resumed",
  "queue.purge": "Purged",
  "import.retry": "Imported again",
  "alert.acknowledge": "Changed",
  "alert.silence": "Changed",
  "alert.manage": "Changed",
  "annotation.make": "Made",
  "people.manage": "Changed",
  "token.make": "Made or revoked",
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
