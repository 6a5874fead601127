import { seenWithin, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import type { ListMarks } from "./input.ts";
import type { ReadingFacts } from "./kind.ts";
import type { AlertMark } from "./output.ts";
import type { RuleSpec } from "./rule.ts";
import { standsForItself } from "./stands-for-itself.ts";
import { alertTitle } from "./words.ts";

const most = 20;

type Row = Omit<AlertMark, "title"> & { readonly spec: RuleSpec; readonly facts: ReadingFacts };

/** Alerts that fired since a time or still do, for a chart: when each began and ended. The newest 20, the oldest first. */
export async function listMarks(ctx: Ctx, { since, queueId, groupId }: ListMarks): Promise<readonly AlertMark[]> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "alert.view");
  const rows = await sql<Row[]>`
    select a.id, a.severity, a.fired_at as "firedAt", a.resolved_at as "resolvedAt", r.spec, a.facts
    from alerts a join alert_rules r on r.id = a.rule_id
    where a.fired_at is not null and (a.resolved_at is null or a.resolved_at >= ${new Date(since)})
      ${queueId ? sql`and a.queue_id = ${queueId}` : sql``} ${groupId ? sql`and a.group_id = ${groupId}` : sql``}
      ${standsForItself(sql, visible)} ${seenWithin(sql, visible, sql`a.places`)}
    order by a.fired_at desc, a.id desc limit ${most}`;
  return rows.map(({ spec, facts, ...row }) => ({ ...row, title: alertTitle({ rule: spec, facts }) })).toReversed();
}
