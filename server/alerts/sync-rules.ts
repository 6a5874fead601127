import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { defaultRules } from "./default-rules.ts";
import type { RuleSpec } from "./rule.ts";

/**
 * Writes the rules of redrive.yaml and of Redrive itself into their rows. A rule that is changed keeps its row, so that its alerts go on; one that is gone
 * is marked, and ends them.
 */
export async function syncRules(ctx: Ctx): Promise<void> {
  const { alerts, owners } = ctx.config;
  await ctx.sql.begin(async (tx) => {
    await tx`insert into alert_turns (id, evaluated_at, took_ms) values (true, '-infinity', 0) on conflict do nothing`;
    await writeRules(tx, "default", defaultRules);
    await writeRules(tx, "config", alerts.rules);
    const teams = owners.map((spec, nth) => ({ team: spec.team, nth, spec }));
    await tx`
      insert into owner_rules as o (origin, team, nth, spec, changed_at)
      select 'config', team, nth, spec, now() from jsonb_to_recordset(${JSON.stringify(teams)}::text::jsonb) as t(team text, nth int, spec jsonb)
      on conflict (origin, team) do update set nth = excluded.nth, spec = excluded.spec, changed_at = excluded.changed_at
      where o.spec <> excluded.spec or o.nth <> excluded.nth`;
    await tx`delete from owner_rules where origin = 'config' and team <> all(${textArray(owners.map(({ team }) => team))}::text[])`;
  });
}

async function writeRules(tx: Transaction, origin: "default" | "config", rules: readonly RuleSpec[]): Promise<void> {
  await tx`
    insert into alert_rules as r (origin, name, spec, changed_at)
    select ${origin}, spec ->> 'name', spec, now() from jsonb_array_elements(${JSON.stringify(rules)}::text::jsonb) as spec
    on conflict (origin, name) do update set spec = excluded.spec, changed_at = excluded.changed_at, removed_at = null
    where r.spec <> excluded.spec or r.removed_at is not null`;
  await tx`
    update alert_rules set removed_at = now()
    where origin = ${origin} and removed_at is null and name <> all(${textArray(rules.map(({ name }) => name))}::text[])`;
}
