import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { deleteOldAlerts } from "./delete-old.ts";

test("what was over long ago is deleted in batches with all that is of it; what fires stays, however old", async () => {
  const clients = await testDatabase();
  const { sql } = clients;
  const ctx = testContext(clients, { config: { retention: { settledDays: null, alertDays: 30 } } });
  const [{ id: rule }] = await sql<[{ id: number }]>`
    insert into alert_rules (origin, name, spec, changed_at) values ('page', 'r', '{}', now()) returning id`;
  const add = (key: string, state: string, days: number, n = 1) => sql`
    insert into alerts (rule_id, key, state, severity, since, fired_at, resolved_at, seq, facts, facts_at, places)
    select ${rule}, ${key} || n, ${state}::alert_state, 'error', now() - interval '1 year', now() - interval '1 year',
      case when ${state} = 'resolved' then now() - make_interval(days => ${days}) end, 1, '{}', now(), '[]'
    from generate_series(1, ${n}::int) as n`;
  await add("old", "resolved", 31, 1_500);
  await add("young", "resolved", 29);
  for (const state of ["firing", "recovering", "pending"]) await add(state, state, 0);
  await sql`insert into alert_transitions (alert_id, seq, kind, at, facts) select id, 1, 'fired', now(), '{}' from alerts`;
  await sql`
    insert into deliveries (alert_id, seq, channel, state, next_at, created_at) select id, 1, 'oncall', 'delivered', now(), now() from alerts`;
  await sql`insert into channel_refs (alert_id, channel, seq, at) select id, 'oncall', 1, now() from alerts`;

  const kept = { ...ctx, config: { ...ctx.config, retention: { settledDays: null, alertDays: null } } };
  expect(await deleteOldAlerts(kept)).toBe(false);
  expect([await deleteOldAlerts(ctx), await deleteOldAlerts(ctx), await deleteOldAlerts(ctx)]).toEqual([true, false, false]);
  const left = await sql<{ key: string }[]>`
    select key from alerts a join alert_transitions t on t.alert_id = a.id join deliveries d on d.alert_id = a.id
      join channel_refs r on r.alert_id = a.id order by a.id`;
  expect(left.map(({ key }) => key)).toEqual(["young1", "firing1", "recovering1", "pending1"]);
  const all = await sql<{ n: number }[]>`
    select count(*)::int as n from alert_transitions union all select count(*)::int from deliveries union all select count(*)::int from channel_refs`;
  expect(all.map(({ n }) => n)).toEqual([4, 4, 4]);
});
