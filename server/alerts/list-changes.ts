import { byColumn, type By } from "../access/by-column.ts";
import { mayActSomewhere } from "../access/grant.ts";
import type { Place } from "../access/permissions.ts";
import { readSeen } from "../access/seen.ts";
import { seenIn, seenWithin, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { numberText } from "../text/numbers.ts";
import type { AlertChange } from "./output.ts";

/** So long before its condition began is looked at. */
const beforeMs = 6 * 3_600_000;
const most = 20;

interface About {
  readonly since: Date;
  readonly until: Date;
  readonly places: readonly Place[];
  readonly groupId: number | null;
  readonly ruleId: number;
}

/**
 * What is known to have changed where an alert is about, from six hours before its condition began until it was over: notes such as deploys, failures that
 * were never seen before, replays, what people changed there, and its rule. The newest 20, the newest first, as far as whoever asks may see each.
 */
export async function listChanges(ctx: Ctx, { id }: { readonly id: number }): Promise<readonly AlertChange[]> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "alert.view");
  const [about] = await sql<About[]>`
    select a.since, coalesce(a.resolved_at, now()) as until, a.places, a.group_id as "groupId", a.rule_id as "ruleId"
    from alerts a where a.id = ${id} ${seenWithin(sql, visible, sql`a.places`)}`;
  if (!about) throw new DomainError("not_found", `There is no alert ${id} that you may see.`);
  const span = { from: new Date(about.since.getTime() - beforeMs), to: about.until };
  const all = await Promise.all([
    notes(ctx, span),
    failures(ctx, about, span),
    replays(ctx, about, span),
    acts(ctx, about, span),
    rule(ctx, about, span),
  ]);
  return all
    .flat()
    .toSorted((one, other) => other.at.getTime() - one.at.getTime())
    .slice(0, most);
}

interface Span {
  readonly from: Date;
  readonly to: Date;
}

async function notes({ sql, principal }: Ctx, { from, to }: Span): Promise<readonly AlertChange[]> {
  if (!mayActSomewhere(principal.may, "message.view")) return [];
  const rows = await sql<{ at: Date; text: string; by: By | null }[]>`
    select at, text, ${byColumn(sql, sql`principal_id`)} as by from annotations where at between ${from} and ${to} order by at desc limit ${most}`;
  return rows.map(({ at, text, by }) => ({ is: "note", at, what: text, by, href: null }));
}

/** In its queues, those found first, which the others may follow from. Of an alert about one group only that one. */
async function failures(ctx: Ctx, { places, groupId }: About, { from, to }: Span): Promise<readonly AlertChange[]> {
  const { sql, principal } = ctx;
  if (!mayActSomewhere(principal.may, "group.view")) return [];
  const visible = await visibleQueues(ctx, "group.view");
  const rows = await sql<{ id: number; at: Date; title: string; queue: string }[]>`
    select g.id, g.found_at as at, g.title, q.name as queue from groups g join queues q on q.id = g.queue_id
    where g.found_at between ${from} and ${to} and ${inPlaces(ctx, places)} ${groupId === null ? sql`` : sql`and g.id = ${groupId}`}
      ${seenIn(sql, visible, sql`g.queue_id`)} order by g.found_at limit ${most}`;
  return rows.map(({ id, at, title, queue }) => ({
    is: "failure",
    at,
    what: `${title} was seen in ${queue} for the first time`,
    by: null,
    href: `/groups/${id}`,
  }));
}

async function replays(ctx: Ctx, { places }: About, { from, to }: Span): Promise<readonly AlertChange[]> {
  const { sql, principal } = ctx;
  if (!mayActSomewhere(principal.may, "replay.view")) return [];
  const visible = (await readSeen(ctx)).replays;
  const rows = await sql<{ id: number; at: Date; total: number; by: By | null }[]>`
    select r.id, r.created_at as at, r.total, ${byColumn(sql, sql`r.principal_id`)} as by from replays r
    where r.created_at between ${from} and ${to} and exists (
        select from jsonb_array_elements(r.places) p where p.value = any(array(select jsonb_array_elements(${JSON.stringify(places)}::text::jsonb))))
      ${seenWithin(sql, visible, sql`r.places`)} order by r.created_at desc limit ${most}`;
  return rows.map(({ id, at, total, by }) => ({
    is: "replay",
    at,
    what: `A replay of ${numberText(total)} ${total === 1 ? "message" : "messages"} was started`,
    by,
    href: `/replays/${id}`,
  }));
}

/** What each act is called that changes what dies, or what is known of it; other acts change nothing of an alert's cause. */
const acted: Readonly<Record<string, string>> = {
  "queue.pause": "Its capture was paused or resumed",
  "queue.purge": "It was purged at the broker",
  "message.discard": "Messages were discarded or restored",
  "message.edit": "Messages were edited",
  "import.retry": "Failed imports were imported again",
  "group.triage": "Somebody decided about a group",
};

async function acts(ctx: Ctx, { places }: About, { from, to }: Span): Promise<readonly AlertChange[]> {
  const { sql, principal } = ctx;
  if (!mayActSomewhere(principal.may, "audit.view")) return [];
  const visible = await visibleQueues(ctx, "audit.view");
  const rows = await sql<{ at: Date; permission: string; subject: string; by: By | null }[]>`
    select max(u.at) as at, u.permission, min(u.subject) as subject, ${byColumn(sql, sql`u.principal_id`)} as by from audit u
    where u.at between ${from} and ${to} and u.result = 'allowed'
      and u.permission in ('queue.pause', 'queue.purge', 'message.discard', 'message.edit', 'import.retry', 'group.triage') and exists (
        select from jsonb_array_elements(u.places) p where p.value = any(array(select jsonb_array_elements(${JSON.stringify(places)}::text::jsonb))))
      ${seenWithin(sql, visible, sql`u.places`)} group by u.operation_id, u.permission, u.principal_id order by 1 desc limit ${most}`;
  return rows.map(({ at, permission, subject, by }) => ({
    is: "act",
    at,
    what: `${acted[permission] ?? permission}: ${subject}`,
    by,
    href: null,
  }));
}

async function rule({ sql }: Ctx, { ruleId }: About, { from, to }: Span): Promise<readonly AlertChange[]> {
  const rows = await sql<{ at: Date; name: string; by: By | null }[]>`
    select changed_at as at, name, ${byColumn(sql, sql`changed_by`)} as by from alert_rules where id = ${ruleId} and changed_at between ${from} and ${to}`;
  // What redrive.yaml or Redrive itself wrote may be new: no row tells it from a change.
  const written = (by: By | null) => (by === null ? "is new or was changed" : "was changed");
  return rows.map(({ at, name, by }) => ({ is: "rule", at, what: `Its rule ${name} ${written(by)}`, by, href: `/alerts/rules/${ruleId}` }));
}

function inPlaces({ sql }: Ctx, places: readonly Place[]) {
  return sql`jsonb_build_object('source', q.source, 'queue', q.name) = any(array(select jsonb_array_elements(${JSON.stringify(places)}::text::jsonb)))`;
}
