import { principalId } from "../access/remember-principal.ts";
import { defaultRules } from "../alerts/default-rules.ts";
import { everywhere } from "../alerts/rule.ts";
import type { Ctx } from "../context.ts";

const reason = "a test";

/** An alert that fires, what channels were told of it, and a silence, of a rule that is in no queue; a rule and an owner of one queue. */
export async function sampleAlert(ctx: Ctx, of: { readonly queue: string; readonly queueId: number; readonly mark: string }) {
  const { queue, queueId, mark } = of;
  const [rule] = defaultRules.filter(({ kind }) => kind === "depth");
  const where = JSON.stringify({ ...everywhere, queues: [`shop/${queue}`] });
  const facts = JSON.stringify({ name: queue, n: 4, verdict: "transient", downstream: `${mark}bank` });
  const [made] = await ctx.sql<[{ rule: number; owner: number; alert: number; silence: number; delivery: number }]>`
    with rule as (
      insert into alert_rules (origin, name, spec, changed_at) values ('page', 'mine', ${JSON.stringify({ ...rule, name: "mine" })}::text::jsonb, now())
      on conflict (origin, name) do update set name = excluded.name returning id
    ), alert as (
      insert into alerts (rule_id, key, state, severity, since, fired_at, seq, value, facts, facts_at, queue_id, places)
      select id, 'queue:' || ${queueId}::int, 'firing', 'error', now(), now(), 1, 4, ${facts}::text::jsonb, now(), ${queueId},
        ${JSON.stringify([{ source: "shop", queue }])}::text::jsonb from rule returning id
    ), transition as (
      insert into alert_transitions (alert_id, seq, kind, at, value, facts) select id, 1, 'fired', now(), 4, ${facts}::text::jsonb from alert
    ), delivery as (
      insert into deliveries (alert_id, seq, channel, state, next_at, created_at) select id, 1, 'oncall', 'failed', now(), now() from alert returning id
    ), ref as (
      insert into channel_refs (alert_id, channel, ref, seq, at) select id, 'sandbox', ${pretendRef(mark)}::text::jsonb, 1, now() from alert
    ), channel as (
      insert into channel_states (name, delivered_at, failing_since, answer) values ('oncall', '2026-01-01', '2026-01-02', ${`${mark}no`})
      on conflict (name) do update set answer = excluded.answer
    ), narrow as (
      insert into alert_rules (origin, name, spec, changed_at) values ('page', ${`${mark}narrow`}, ${JSON.stringify({ ...rule, name: `${mark}narrow`, where: { ...everywhere, queues: [`shop/${queue}`] } })}::text::jsonb, now())
    ), team as (
      insert into owner_rules (origin, team, nth, spec, changed_at) values ('page', ${`${mark}team`}, 1,
        ${JSON.stringify({ team: `${mark}team`, queues: [`shop/${queue}`], eventTypes: [], frames: [], tells: [] })}::text::jsonb, now())
    ), silence as (
      insert into silences (rule_id, "where", reason, until, principal_id, created_at)
      select id, ${where}::text::jsonb, ${`${mark}${reason}`}, now() + interval '1 day', ${await principalId(ctx)}, now() from rule returning id
    ), owner as (
      insert into owner_rules (origin, team, nth, spec, changed_at) values ('page', 'orders', 0,
        '{"team":"orders","queues":["shop/orders.*"],"eventTypes":[],"frames":[],"tells":[]}', now()) on conflict (origin, team) do update set nth = excluded.nth returning id
    )
    select (select id from rule) as rule, (select id from owner) as owner, (select id from alert) as alert, (select id from silence) as silence,
      (select id from delivery) as delivery`;
  return made;
}

/** What the pretend channel shows. */
function pretendRef(mark: string): string {
  const message = { blocks: [{ type: "header", text: { type: "plain_text", text: `${mark}no answer` } }] };
  return JSON.stringify({ message: JSON.stringify(message), replies: "[]" });
}
