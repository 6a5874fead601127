import { eq } from "drizzle-orm";
import { byColumn } from "../access/by-column.ts";
import type { Ctx } from "../context.ts";
import { builderOn } from "../db/client.ts";
import { alerts } from "../db/schema/alerts.ts";
import type { Alert } from "./alert.ts";
import type { Notice } from "./notice.ts";
import { noticeOf, stateOf } from "./notice-of.ts";
import { chooseTold } from "./ringing.ts";
import { readAround } from "./read-around.ts";
import type { RuleSpec } from "./rule.ts";
import type { QuietReason, TransitionKind } from "./transition.ts";

interface Context {
  readonly ruleId: number;
  readonly spec: RuleSpec;
  readonly ackedBy: string | null;
  readonly snoozedBy: string | null;
  readonly mutedBy: string | null;
  readonly silencedBy: string | null;
  readonly silencedUntil: Date | null;
  readonly now: Date;
}

interface Transition {
  readonly seq: number;
  readonly kind: TransitionKind;
  readonly at: Date;
  readonly quiet: QuietReason | null;
  readonly reason: string | null;
  readonly by: string | null;
}

/**
 * What the transition `seq` of an alert says, with the alert as it is now: a notice that is sent late tells no old numbers. Where its channel has not heard an
 * older one that rings, the notice tells that (`chooseTold`). `by`: the channel that tells it, and the transition that it told last. null: there is no such transition. The caller has asked whether it may be told to whoever hears it.
 */
export async function readNotice(
  ctx: Pick<Ctx, "sql" | "config">,
  alertId: number,
  seq: number,
  by?: { readonly channel: string; readonly heard: number },
): Promise<Notice | null> {
  const { sql, config } = ctx;
  const nameOf = (column: ReturnType<typeof byColumn>) => sql`${byColumn(sql, column)} ->> 'name'`;
  const isUnheard = by
    ? sql`t.seq > ${by.heard} and t.quiet is null
        and exists (select from deliveries d where d.alert_id = t.alert_id and d.seq = t.seq and d.channel = ${by.channel})`
    : sql`false`;
  const [[alert], [of], unheard]: [Alert[], Context[], Transition[]] = await Promise.all([
    builderOn(sql).select().from(alerts).where(eq(alerts.id, alertId)),
    sql<Context[]>`
      select r.id as "ruleId", r.spec,
        ${nameOf(sql`a.acked_by`)} as "ackedBy", ${nameOf(sql`a.snoozed_by`)} as "snoozedBy", ${nameOf(sql`a.muted_by`)} as "mutedBy",
        ${nameOf(sql`s.principal_id`)} as "silencedBy", s.until as "silencedUntil", date_trunc('milliseconds', now()) as now
      from alerts a join alert_rules r on r.id = a.rule_id left join silences s on s.id = a.silence_id where a.id = ${alertId}`,
    sql<Transition[]>`
      select t.seq, t.kind, t.at, t.quiet, t.reason, ${nameOf(sql`t.principal_id`)} as by from alert_transitions t
      where t.alert_id = ${alertId} and (t.seq = ${seq} or (t.seq < ${seq} and ${isUnheard})) order by t.seq`,
  ]);
  if (!alert || !of || unheard.at(-1)?.seq !== seq) return null;
  const silence = of.silencedUntil && of.silencedBy ? { by: of.silencedBy, until: of.silencedUntil } : null;
  const told = chooseTold(unheard, stateOf({ alert, silence, now: of.now }) === "firing");
  if (!told) return null;
  return noticeOf({
    alert,
    rule: { ...of.spec, id: of.ruleId },
    seq,
    // To a channel that hears of it first, it begins.
    event: { ...told, kind: told.kind === "reminded" && by?.heard === 0 ? "fired" : told.kind, until: alert.snoozedUntil },
    ackedBy: of.ackedBy,
    snoozedBy: of.snoozedBy,
    mutedBy: of.mutedBy,
    silence,
    around: await readAround(ctx, alert, of.spec, of.now),
    config,
    now: of.now,
  });
}
