import { byColumn } from "../access/by-column.ts";
import { seenWithin, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import { readNow } from "../db/read-now.ts";
import { answerChannels } from "./channels-answer.ts";
import { seenOf } from "./list-rules.ts";
import type { ChannelLine, ChannelList } from "./output.ts";
import { readRules } from "./read-rules.ts";

type Known = Omit<ChannelLine, "kind" | "rules">;

/**
 * Configured channels with what is known of each, those first that fail. Notices and rules are counted as far as whoever asks may see them. Whether a channel
 * works is of no queue; what it answered may be about any.
 */
export async function listChannels(ctx: Ctx): Promise<ChannelList> {
  const { sql, config } = ctx;
  const visible = await visibleQueues(ctx, "alert.view");
  const [rows, rules] = await Promise.all([
    sql<Known[]>`
      select c.name, s.delivered_at as "deliveredAt", s.failing_since as "failingSince", ${visible === "everywhere" ? sql`s.answer` : sql`null::text`} as answer, s.rests_until as "restsUntil",
        s.paused_at as "pausedAt", ${byColumn(sql, sql`s.paused_by`)} as "pausedBy", s.pause_reason as "pauseReason", coalesce(n.delivered, 0) as delivered, coalesce(n.waiting, 0) as waiting,
        coalesce(n.failed, 0) as failed
      from jsonb_array_elements_text(${JSON.stringify(config.channels.map(({ name }) => name))}::text::jsonb) with ordinality as c(name, nth)
        left join channel_states s on s.name = c.name
        left join (
          select d.channel, count(*) filter (where d.state = 'delivered') as delivered, count(*) filter (where d.state in ('pending', 'sending')) as waiting,
            count(*) filter (where d.state = 'failed') as failed
          from deliveries d join alerts a on a.id = d.alert_id
          where d.channel = any(${textArray(config.channels.map(({ name }) => name))}::text[]) and d.created_at > now() - interval '1 day' ${seenWithin(sql, visible, sql`a.places`)} group by 1
        ) n on n.channel = c.name
      order by s.failing_since, c.nth`,
    readRules(sql, config),
  ]);
  const kinds = new Map(config.channels.map(({ name, kind }) => [name, kind]));
  const telling = rules.filter((rule) => rule.enabled && seenOf(rule, visible));
  const now = await readNow(ctx);
  return {
    answer: answerChannels(rows, now),
    channels: rows.map((row) => ({
      ...row,
      kind: kinds.get(row.name) ?? "",
      rules: telling.filter(({ tells, steps }) => [tells ?? [row.name], ...steps.map((step) => step.tells)].flat().includes(row.name))
        .length,
    })),
    asOf: now,
  };
}
