import { inArray } from "drizzle-orm";
import { byColumn, type By } from "../access/by-column.ts";
import { seenWithin, type Visible } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { builderOn } from "../db/client.ts";
import { alerts } from "../db/schema/alerts.ts";
import type { AlertRow } from "./line-of.ts";
import type { RuleSpec } from "./rule.ts";

interface Beside {
  readonly id: number;
  readonly spec: RuleSpec;
  readonly ackedBy: By | null;
  readonly snoozedBy: By | null;
  readonly mutedBy: By | null;
  readonly silencedBy: By | null;
  readonly silencedUntil: Date | null;
  readonly toldBy: number | null;
  readonly keptBackBy: number | null;
  readonly evaluatedAt: Date | null;
}

/** Alerts by their ids, in that order, with what their words need. Whoever calls has asked which of them may be seen. */
export async function readRows({ sql }: Pick<Ctx, "sql">, visible: Visible, ids: readonly number[]): Promise<readonly AlertRow[]> {
  if (ids.length === 0) return [];
  const [rows, beside] = await Promise.all([
    builderOn(sql)
      .select()
      .from(alerts)
      .where(inArray(alerts.id, [...ids])),
    sql<Beside[]>`
      select a.id, r.spec, ${byColumn(sql, sql`a.acked_by`)} as "ackedBy", ${byColumn(sql, sql`a.snoozed_by`)} as "snoozedBy",
        ${byColumn(sql, sql`a.muted_by`)} as "mutedBy", ${byColumn(sql, sql`s.principal_id`)} as "silencedBy", s.until as "silencedUntil",
        (select m.id from alerts m where m.id = a.grouped_in ${seenWithin(sql, visible, sql`m.places`)}) as "toldBy",
        (select m.id from alerts m where m.id = a.inhibited_by ${seenWithin(sql, visible, sql`m.places`)}) as "keptBackBy",
        (select case when isfinite(evaluated_at) then evaluated_at end from alert_turns) as "evaluatedAt"
      from alerts a join alert_rules r on r.id = a.rule_id left join silences s on s.id = a.silence_id
      where a.id = any(${numberArray(ids)}::bigint[])`,
  ]);
  const byId = new Map(rows.map((alert) => [alert.id, alert]));
  const known = new Map(beside.map((one) => [one.id, one]));
  return ids.flatMap((id) => {
    const [alert, of] = [byId.get(id), known.get(id)];
    return alert && of ? [{ ...of, alert }] : [];
  });
}
