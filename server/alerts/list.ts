import { seenWithin, type Visible, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { readNow } from "../db/read-now.ts";
import type { ListAlerts } from "./input.ts";
import { lineOf } from "./line-of.ts";
import type { AlertPage } from "./output.ts";
import { readRows } from "./read-rows.ts";
import { readSparks } from "./read-sparks.ts";
import { isHeld, standsForItself } from "./stands-for-itself.ts";

/** An open breaker explains the dead letters that need its downstream: it stands before the worst of them. */
const isCause = (sql: Ctx["sql"]) => sql`r.spec ->> 'kind' = 'breaker_open'`;

/**
 * Alerts, those first that nobody has: then by severity, an open breaker before what it explains, then the newest. An alert that another visible one tells for is left out, unless that one's are
 * asked for. What concerns a hidden queue is not there.
 */
export async function listAlerts(ctx: Ctx, input: ListAlerts): Promise<AlertPage> {
  const { view, cursor, about, limit } = input;
  const { sql } = ctx;
  const now = await readNow(ctx);
  const visible = await visibleQueues(ctx, "alert.view");
  const chosen = chosenBy(sql, input, visible);
  const ids = await sql<{ id: number }[]>`
    select a.id from alerts a join alert_rules r on r.id = a.rule_id
    where ${chosen} ${cursor ? sql`and a.id < ${cursor}` : sql``}
    order by ${
      view === "open"
        ? sql`${isHeld(sql, sql`${now}`)}::int,
            greatest(a.severity, (select max(d.severity) from alerts d
              where ${isCause(sql)} and d.state in ('firing', 'recovering') and d.facts ->> 'downstream' = a.facts ->> 'name' ${seenWithin(sql, visible, sql`d.places`)})) desc,
            ${isCause(sql)} desc, a.fired_at desc, a.id desc`
        : sql`a.id desc`
    }
    limit ${limit + 1}`;
  const isCut = view === "open" && ids.length > limit;
  const [counted] = isCut ? await sql<{ n: number }[]>`select count(*) as n from alerts a where ${chosen}` : [];
  const rows = await readRows(
    ctx,
    visible,
    ids.slice(0, limit).map(({ id }) => id),
  );
  const sparks = await readSparks(ctx, view === "resolved" || about ? [] : rows, now);
  return {
    alerts: rows.map((row) => ({ ...lineOf(row, ctx.config, now), spark: sparks.get(row.alert.id) ?? null })),
    next: ids.length > limit && view !== "open" ? (ids[limit - 1]?.id ?? null) : null,
    total: counted?.n ?? null,
    asOf: now,
  };
}

/** The part of a condition on alerts `a` that says which are listed, on whatever page. */
function chosenBy(sql: Ctx["sql"], { view, ruleId, groupId, groupedIn, about }: ListAlerts, visible: Visible) {
  return sql`
    ${{ open: sql`a.state in ('firing', 'recovering')`, pending: sql`a.state = 'pending'`, resolved: sql`a.state = 'resolved'` }[view]}
    ${groupedIn ? sql`and a.grouped_in = ${groupedIn}` : about ? sql`` : standsForItself(sql, visible)}
    ${about ? sql`and (a.group_id = ${about} or (a.group_id is null and a.queue_id = (select g.queue_id from groups g where g.id = ${about})))` : sql``}
    ${ruleId ? sql`and a.rule_id = ${ruleId}` : sql``} ${groupId ? sql`and a.group_id = ${groupId}` : sql``}
    ${seenWithin(sql, visible, sql`a.places`)}`;
}
