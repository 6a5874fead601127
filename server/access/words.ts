import { listWords } from "../text/list.ts";
import { type Access, type Grant, mayAct, mayActSomewhere, permits } from "./grant.ts";
import { type Permission, permissions, type Place, scopeOfRead } from "./permissions.ts";

/** What whoever asks may do, and who may give them more. */
export interface Mine {
  readonly access: Access;
  /** Who may give roles, by the name that others know; empty: only redrive.yaml says who may what. */
  readonly givers: readonly string[];
}

const mostNames = 3;

/** What each permission is for, in the words of the pages; `server/access/words.test.ts` sees that none is missing. */
export const permissionWords: Readonly<Record<string, string>> = {
  "message.view": "See messages and what is in them",
  "message.export": "Export messages to a file",
  "message.edit": "Edit messages",
  "message.discard": "Discard and restore messages",
  "message.release": "Release messages to their dead-letter queue",
  "replay.view": "See replays",
  "replay.start": "Replay messages, pause and cancel replays",
  "replay.target": "Replay to another queue than the configured one",
  "replay.decide": "Decide on items whose outcome is unknown, and end the watch of replays",
  "replay.override": "Replay although the breaker of a downstream is open, or beyond the limit of replays",
  "breaker.push": "Report the state of a breaker",
  "group.view": "See groups",
  "group.triage": "Acknowledge, mute, close, assign and note groups",
  "queue.view": "See queues",
  "queue.pause": "Pause and resume capture, read a log again",
  "queue.purge": "Purge settled records at the broker",
  "import.view": "See failed imports",
  "import.retry": "Import again what failed",
  "alert.view": "See alerts",
  "alert.acknowledge": "Acknowledge, snooze and mute alerts",
  "alert.silence": "Silence alerts for a time",
  "alert.manage": "Change alert rules, owners and channels",
  "annotation.make": "Note deploys and the like beside the charts",
  "audit.view": "Read and export the audit log",
  "settings.view": "See the configuration, sources and workers",
  "people.view": "See people, their roles and sessions",
  "people.manage": "Invite people, give and take roles",
  "token.make": "Make API tokens",
};

/** What a role may, with what it has to see for that: "May see messages and what is in them; see replays." */
export function mayWords(own: readonly Permission[]): string {
  const may = permissions.filter((permission) => permits({ permissions: own }, permission));
  if (may.length === 0) return "May do nothing.";
  const words = may
    .map((permission) => permissionWords[permission] ?? permission)
    .map((text) => text.charAt(0).toLowerCase() + text.slice(1));
  return `May ${may.length === permissions.length ? "do everything: " : ""}${words.join("; ")}.`;
}

/**
 * Why somebody may not do this there, and who may give it; null: they may. Without places: somewhere, where it is not known yet what it will be done to;
 * the act itself is refused where it may not happen.
 */
export function refusalWords(mine: Mine, permission: Permission, places?: readonly Place[]): string | null {
  if (!places && scopeOfRead(permission) === "everywhere")
    return mayAct(mine.access, permission, "everywhere") ? null : `You need ${permission} in every queue. ${giverWords(mine)}`;
  if (!places) return mayActSomewhere(mine.access, permission) ? null : `You need ${permission}. ${giverWords(mine)}`;
  const lacking = places.filter((place) => !mayAct(mine.access, permission, [place]));
  const [first, ...others] = lacking;
  if (!first) return null;
  const more = others.length === 0 ? "" : ` and ${others.length} more ${others.length === 1 ? "queue" : "queues"}`;
  return `You need ${permission} in ${first.source}/${first.queue}${more}. ${giverWords(mine)}`;
}

/** "Ana and Bo may give it." */
export function giverWords({ givers }: Pick<Mine, "givers">, what = "it"): string {
  if (givers.length === 0) return `Whoever keeps redrive.yaml may give ${what}.`;
  const more = givers.length > mostNames ? [`${givers.length - mostNames} more`] : [];
  return `${listWords([...givers.slice(0, mostNames), ...more])} may give ${what}.`;
}

/** One permission of somebody: in which queues (`shop/orders.*`), each with the roles that give it there; none: nowhere. */
export interface MayLine {
  readonly permission: Permission;
  readonly words: string;
  readonly where: readonly { readonly at: string; readonly roles: string }[];
}

/** Every permission, those that somebody has first. */
export function linesOf(grants: readonly Grant[]): readonly MayLine[] {
  const lines = permissions.map((permission): MayLine => {
    const given = grants
      .filter((grant) => permits(grant, permission))
      .flatMap((grant) => placesOf(grant).map((at) => ({ at, role: grant.role })));
    const where = [...Map.groupBy(given, ({ at }) => at)].map(([at, all]) => ({
      at,
      roles: listWords([...new Set(all.map(({ role }) => role))]),
    }));
    return { permission, words: permissionWords[permission] ?? permission, where };
  });
  return lines.toSorted((one, other) => Number(one.where.length === 0) - Number(other.where.length === 0));
}

function placesOf({ sources, queues, within }: Grant): readonly string[] {
  const all = sources.flatMap((source) => queues.map((queue) => `${source}/${queue}`));
  const bounds = within?.sources.flatMap((source) => within.queues.map((queue) => `${source}/${queue}`)) ?? [];
  return bounds.length === 0 || bounds.includes("*/*") ? all : all.map((at) => `${at}, as far as ${listWords(bounds)}`);
}
