import { likeHolding } from "../text/like.ts";
import type { Fragment } from "postgres";
import { byColumn } from "../access/by-column.ts";
import { seenWithin, type Visible } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import type { AuditFilter } from "./input.ts";
import type { AuditPeriod } from "./words.ts";

const hours: Readonly<Record<AuditPeriod, number | null>> = { "24h": 24, "7d": 168, all: null };

/** Conditions on `audit a`: the filter's, and that every queue that an act was done in is visible. */
export function compileAudit(ctx: Ctx, { text, who, permission, result, operation, period }: AuditFilter, visible: Visible): Fragment {
  const { sql } = ctx;
  const span = hours[period];
  const like = likeHolding(text);
  const needs = [
    span === null ? sql`true` : sql`a.at >= ${new Date(ctx.clock().getTime() - span * 3_600_000)}`,
    text ? sql`concat_ws(' ', a.subject, a.reason, a.address) ilike ${like}` : sql`true`,
    who ? sql`a.principal_id in (select id from principals where kind || ':' || subject = ${who})` : sql`true`,
    permission ? sql`a.permission = ${permission}` : sql`true`,
    result ? sql`a.result = ${result}` : sql`true`,
    operation ? sql`a.operation_id = ${Number(operation)}` : sql`true`,
  ];
  return sql`${needs.reduce((all, need) => sql`${all} and ${need}`)} ${seenWithin(sql, visible, sql`a.places`)}`;
}

/** What a page or an export shows of a row; `ids` may be thousands and stay behind. */
export function auditColumns({ sql }: Ctx): Fragment {
  return sql`a.id, a.at, ${byColumn(sql, sql`a.principal_id`)} as by, a.operation_id as operation, a.address, a.permission, a.result, a.subject, a.reason, nullif(a.data - 'ids', '{}') as data,
    exists (select 1 from message_history h where h.operation_id = a.operation_id) as touched,
    case
      when a.subject ~ '^group \\d{1,16}$' then (select title from groups where id = substring(a.subject from 7)::bigint)
      when a.subject ~ '^bulk \\d{1,16}$' then (select case kind when 'restored' then 'restore of ' else 'discard of ' end || selection from bulks where id = substring(a.subject from 6)::bigint)
      when a.subject ~ '^person \\d{1,9}$' then (select coalesce(email, name) from people where id = substring(a.subject from 8)::integer)
    end as title`;
}
