import { seenWithin, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { readNow } from "../db/read-now.ts";
import { lastedText } from "../text/lasted.ts";
import { type AlertCounts, answerAlerts } from "./answer.ts";
import { lateMs } from "./limits.ts";
import type { AlertsSummary } from "./output.ts";
import { findLostChannels } from "./find-lost-channels.ts";
import { readOwners, readRules } from "./read-rules.ts";
import { isHeld, standsForItself } from "./stands-for-itself.ts";

interface Counted extends AlertCounts {
  readonly firesAt: Date | null;
  readonly nextStepAt: Date | null;
}

/** What the page of alerts opens with: how many fire, who has them, whether people hear of it, and whether anything is evaluated. */
export async function summarizeAlerts(ctx: Ctx): Promise<AlertsSummary> {
  const { sql, config } = ctx;
  const now = await readNow(ctx);
  const visible = await visibleQueues(ctx, "alert.view");
  const held = isHeld(sql, sql`${now}`);
  const live = sql`a.state in ('firing', 'recovering')`;
  const [[counts], [turn], silent, rules, owners] = await Promise.all([
    sql<[Counted]>`
      select count(*) filter (where ${live} and not ${held}) as firing,
        count(*) filter (where ${live} and a.acked_at is not null) as acknowledged,
        count(*) filter (where ${live} and ${held} and a.acked_at is null) as quiet,
        count(*) filter (where a.state = 'pending') as pending,
        min(a.since + make_interval(secs => (r.spec ->> 'forSeconds')::float8)) filter (where a.state = 'pending' and a.blind_since is null) as "firesAt",
        min(a.step_at) filter (where ${live} and not ${held}) as "nextStepAt"
      from alerts a join alert_rules r on r.id = a.rule_id
      where a.state <> 'resolved' ${standsForItself(sql, visible)} ${seenWithin(sql, visible, sql`a.places`)}`,
    sql<{ at: Date | null }[]>`select case when isfinite(evaluated_at) then evaluated_at end as at from alert_turns`,
    sql<{ name: string; since: Date | null; paused: boolean }[]>`
      select name, failing_since as since, paused_at is not null as paused from channel_states
      where failing_since is not null or paused_at is not null order by failing_since, name`,
    readRules(sql, config),
    readOwners(sql),
  ]);
  const configured = new Set(config.channels.map(({ name }) => name));
  const known = silent.filter(({ name }) => configured.has(name));
  const { firing, acknowledged, quiet, pending } = counts;
  return {
    answer: answerAlerts({
      ...counts,
      rules: rules.filter(({ enabled }) => enabled).length,
      channels: configured.size,
      broken: known.flatMap(({ name, since }) => (since ? [{ name, since }] : [])),
      paused: known.filter(({ paused }) => paused).map(({ name }) => name),
      // Who sees a part of the queues may not know rules of others.
      lost: visible === "everywhere" ? findLostChannels(rules, owners, config.channels) : [],
      now,
    }),
    blind: blindOf(turn?.at ?? null, now),
    counts: { firing, acknowledged, quiet, pending },
    asOf: now,
  };
}

function blindOf(at: Date | null, now: Date): AlertsSummary["blind"] {
  if (at === null)
    return {
      what: "Rules have never been evaluated here.",
      detail: "A worker evaluates them. Start one; nothing fires and nobody is told before.",
    };
  const late = now.getTime() - at.getTime();
  if (late < lateMs) return null;
  return {
    what: `Rules were last evaluated ${lastedText(late)} ago.`,
    detail:
      "No worker evaluates them, and nothing stands in for one: that begins after 30 s, and the log of the console says why it does not. Nobody is told of anything new.",
  };
}
