import { eq } from "drizzle-orm";
import { byColumn } from "../access/by-column.ts";
import type { By } from "../access/by-column.ts";
import type { Ctx } from "../context.ts";
import { builderOn } from "../db/client.ts";
import { alerts } from "../db/schema/alerts.ts";
import type { Alert } from "./alert.ts";
import type { Notice } from "./notice.ts";
import { noticeOf } from "./notice-of.ts";
import type { RuleSpec } from "./rule.ts";
import type { QuietReason, TransitionKind } from "./transition.ts";

interface Context {
  readonly ruleId: number;
  readonly spec: RuleSpec;
  readonly kind: TransitionKind;
  readonly seq: number;
  readonly at: Date;
  readonly quiet: QuietReason | null;
  readonly reason: string | null;
  readonly by: By | null;
  readonly ackedBy: By | null;
  readonly snoozedBy: By | null;
  readonly mutedBy: By | null;
  readonly silencedBy: By | null;
  readonly silencedUntil: Date | null;
  readonly now: Date;
}

/**
 * What the transition `seq` of an alert says, with the alert as it is now: a notice that is sent late tells no old numbers. null: there is no such one.
 * The caller has asked whether it may be told to whoever hears it.
 */
export async function readNotice(ctx: Pick<Ctx, "sql" | "config">, alertId: number, seq: number): Promise<Notice | null> {
  const { sql, config } = ctx;
  const [[alert], [of]]: [Alert[], Context[]] = await Promise.all([
    builderOn(sql).select().from(alerts).where(eq(alerts.id, alertId)),
    sql<Context[]>`
      select r.id as "ruleId", r.spec, t.kind, t.seq, t.at, t.quiet, t.reason, ${byColumn(sql, sql`t.principal_id`)} as by,
        ${byColumn(sql, sql`a.acked_by`)} as "ackedBy", ${byColumn(sql, sql`a.snoozed_by`)} as "snoozedBy", ${byColumn(sql, sql`a.muted_by`)} as "mutedBy",
        ${byColumn(sql, sql`s.principal_id`)} as "silencedBy", s.until as "silencedUntil", date_trunc('milliseconds', now()) as now
      from alerts a join alert_rules r on r.id = a.rule_id join alert_transitions t on t.alert_id = a.id and t.seq = ${seq}
        left join silences s on s.id = a.silence_id where a.id = ${alertId}`,
  ]);
  if (!alert || !of) return null;
  return noticeOf({
    alert,
    rule: { ...of.spec, id: of.ruleId },
    event: {
      kind: of.kind,
      by: of.by?.name ?? null,
      reason: of.reason,
      until: alert.snoozedUntil,
      seq: of.seq,
      at: of.at,
      quiet: of.quiet,
    },
    ackedBy: of.ackedBy?.name ?? null,
    snoozedBy: of.snoozedBy?.name ?? null,
    mutedBy: of.mutedBy?.name ?? null,
    silence: of.silencedUntil && of.silencedBy ? { by: of.silencedBy.name, until: of.silencedUntil } : null,
    config,
    now: of.now,
  });
}
