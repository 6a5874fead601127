import { seenWithin, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { sentenceCase } from "../text/sentence.ts";
import type { ListDeliveries } from "./input.ts";
import type { ReadingFacts } from "./kind.ts";
import type { DeliveryPage } from "./output.ts";
import type { RuleSpec } from "./rule.ts";
import { alertTitle } from "./words.ts";

type Line = DeliveryPage["deliveries"][number];
type Row = Omit<Line, "title"> & { readonly spec: RuleSpec; readonly facts: ReadingFacts };

/** Notices with what came of each, the newest first; only of alerts that whoever asks may see. */
export async function listDeliveries(ctx: Ctx, { alertId, channel, show, cursor, limit }: ListDeliveries): Promise<DeliveryPage> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "alert.view");
  const rows = await sql<Row[]>`
    select d.id, d.alert_id as "alertId", d.seq, t.kind, d.channel, d.state, d.attempts, d.answer, d.took_ms as "tookMs", d.created_at as "createdAt",
      d.ended_at as "endedAt", case when d.state = 'pending' and s.paused_at is null then d.next_at end as "nextAt",
      d.state = 'pending' and s.paused_at is not null as paused, r.spec, t.facts
    from deliveries d join alerts a on a.id = d.alert_id join alert_rules r on r.id = a.rule_id
      join alert_transitions t on t.alert_id = d.alert_id and t.seq = d.seq
      left join channel_states s on s.name = d.channel
    where true ${seenWithin(sql, visible, sql`a.places`)}
      ${alertId ? sql`and d.alert_id = ${alertId}` : sql``} ${channel ? sql`and d.channel = ${channel}` : sql``}
      ${cursor ? sql`and d.id < ${cursor}` : sql``}
      ${
        {
          all: sql``,
          failed: sql`and d.state = 'failed'`,
          waiting: sql`and d.state in ('pending', 'sending')`,
          superseded: sql`and d.state = 'superseded'`,
        }[show]
      }
    order by d.id desc limit ${limit + 1}`;
  return {
    deliveries: rows.slice(0, limit).map(({ spec, facts, ...row }) => ({ ...row, title: sentenceCase(alertTitle({ rule: spec, facts })) })),
    next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
  };
}
