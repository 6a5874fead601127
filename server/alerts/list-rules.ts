import { byColumn, type By } from "../access/by-column.ts";
import { seenWithin, type Visible, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { findRuleKind } from "./kinds.ts";
import type { RuleList, SilenceList } from "./output.ts";
import { readRules } from "./read-rules.ts";
import { placesMatch } from "./match.ts";
import type { Rule, Where } from "./rule.ts";
import { seesSilence } from "./silence-places.ts";
import { standsForItself } from "./stands-for-itself.ts";
import { ruleCondition } from "./words.ts";

interface Beside {
  readonly id: number;
  readonly changedAt: Date;
  readonly changedBy: By | null;
  readonly firing: number;
  readonly firedInWeek: number;
  readonly week: readonly number[];
}

/** Rules in force, with how many of their alerts fire and fired; of those only what whoever asks may see. */
export async function listRules(ctx: Ctx): Promise<RuleList> {
  const { sql, config } = ctx;
  const visible = await visibleQueues(ctx, "alert.view");
  const [rules, rows] = await Promise.all([
    readRules(sql, config),
    sql<Beside[]>`
      select r.id, r.changed_at as "changedAt", ${byColumn(sql, sql`r.changed_by`)} as "changedBy", coalesce(n.firing, 0) as firing, coalesce(n.week, 0) as "firedInWeek",
        array(
          select coalesce(count(t.alert_id), 0)::int from generate_series(0, 27) as b left join (
            select t.alert_id, floor(extract(epoch from t.at - (now() - interval '7 days')) / 21600)::int as nth
            from alert_transitions t join alerts a on a.id = t.alert_id
            where a.rule_id = r.id and t.at > now() - interval '7 days' and t.kind in ('fired', 'flapping')
              ${standsForItself(sql, visible)} ${seenWithin(sql, visible, sql`a.places`)}
          ) t on t.nth = b group by b order by b
        ) as week
      from alert_rules r left join (
        select a.rule_id, count(*) filter (where a.state in ('firing', 'recovering')) as firing,
          count(*) filter (where a.fired_at > now() - interval '7 days') as week
        from alerts a where true ${standsForItself(sql, visible)} ${seenWithin(sql, visible, sql`a.places`)} group by 1
      ) n on n.rule_id = r.id where r.removed_at is null`,
  ]);
  const beside = new Map(rows.map((row) => [row.id, row]));
  return {
    rules: rules.flatMap((whole) => {
      const [kind, of, rule] = [findRuleKind(whole.kind), beside.get(whole.id), seenOf(whole, visible)];
      if (!of || !rule) return [];
      const words = { label: kind?.label ?? rule.kind, description: kind?.description ?? "", condition: ruleCondition(rule) };
      return [{ ...rule, ...words, ...of }];
    }),
    channels: config.channels.map(({ name, kind }) => ({ name, kind })),
  };
}

/** A rule as somebody may read it: patterns name queues, so those that match none that they see are left out; null: all of them are. */
export function seenOf(rule: Rule, visible: Visible): Rule | null {
  if (visible === "everywhere") return rule;
  const seen = (patterns: readonly string[]) =>
    patterns.filter((pattern) => visible.some(({ source, queue }) => placesMatch([pattern], { source, name: queue })));
  const queues = seen(rule.where.queues);
  if (queues.length === 0 && rule.where.queues.length > 0) return null;
  return { ...rule, where: { ...rule.where, queues, except: seen(rule.where.except), groups: [] } };
}

type SilenceRow = Omit<SilenceList["silences"][number], "queues" | "groups"> & { readonly where: Where };

/** Silences that hold, as far as whoever asks may see them. */
export async function listSilences(ctx: Ctx): Promise<SilenceList> {
  const { sql } = ctx;
  const rows = await sql<SilenceRow[]>`
    select s.id, s.rule_id as "ruleId", r.name as rule, s.where, s.reason, s.until, ${byColumn(sql, sql`s.principal_id`)} as by, s.created_at as "createdAt"
    from silences s left join alert_rules r on r.id = s.rule_id where s.ended_at is null and s.until > now() order by s.until, s.id`;
  return {
    silences: rows
      .filter(({ where }) => seesSilence(ctx, where))
      .map(({ where, ...row }) => ({ ...row, queues: where.queues, groups: where.groups })),
  };
}
