import { acts } from "../access/acts.ts";
import { detailWords } from "./detail.ts";
import type { AuditEntry, AuditLine } from "./output.ts";

/** Rows of former versions may note others. */
const known: Readonly<Record<string, string>> = acts;

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
  const act = typeof data?.["act"] === "string" ? known[data["act"]] : undefined;
  const words = act ?? byPermission[permission] ?? permission;
  return result === "allowed" ? words : `Tried: ${words[0]?.toLowerCase()}${words.slice(1)}`;
}

/** A row with its words. */
export function entryOf(row: AuditLine): AuditEntry {
  return { ...row, what: actWords(row), detail: detailWords(row.data) };
}
