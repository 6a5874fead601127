import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { anyDead } from "../testing/deliveries.ts";
import { deleteOldAlerts } from "./delete-old.ts";
import { getAlert } from "./get.ts";

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
  const rows = await sql`select data from audit where subject = 'old alerts' order by id`;
  expect(rows.map(({ data }) => data)).toEqual([1_000, 500].map((alerts) => ({ act: "expired", alerts, changes: 0, alertDays: 30 })));
});

test("of one that fires for months the history is shortened; the newest notice of each channel and what happened last stay", async () => {
  const clients = await testDatabase();
  const { sql } = clients;
  const ctx = testContext(clients, { config: { retention: { settledDays: null, alertDays: 30 } } });
  const [{ id: rule }] = await sql<[{ id: number }]>`
    insert into alert_rules (origin, name, spec, changed_at) values ('page', 'r', ${JSON.stringify(anyDead)}::text::jsonb, now()) returning id`;
  const [{ id }] = await sql<[{ id: number }]>`
    insert into alerts (rule_id, key, state, severity, since, fired_at, seq, facts, facts_at, places)
    values (${rule}, 'all', 'firing', 'error', now() - interval '1 year', now() - interval '1 year', 2500, '{}', now(), '[]') returning id`;
  await sql`
    insert into alert_transitions (alert_id, seq, kind, at, facts)
    select ${id}::bigint, n, 'changed'::transition_kind, now() - make_interval(days => 31 + 2480 - n), '{}'::jsonb from generate_series(1, 2480) as n
    union all select ${id}::bigint, n, 'changed'::transition_kind, now() - interval '1 day', '{}'::jsonb from generate_series(2481, 2500) as n`;
  const tell = (channel: string, from: number, to: number, state = "delivered") => sql`
    insert into deliveries (alert_id, seq, channel, state, next_at, created_at)
    select ${id}::bigint, n, ${channel}::text, ${state}::delivery_state, now(), now() from generate_series(${from}::int, ${to}::int) as n`;
  await tell("slack", 1, 2_500);
  await tell("mail", 1, 7);
  await tell("paused", 9, 9, "pending");
  await tell("paused", 12, 12);
  expect([await deleteOldAlerts(ctx), await deleteOldAlerts(ctx), await deleteOldAlerts(ctx)]).toEqual([true, true, false]);
  const kept = await sql<{ seq: number }[]>`select seq from alert_transitions order by seq`;
  const last = Array.from({ length: 20 }, (_, nth) => 2_481 + nth);
  expect(kept.map(({ seq }) => seq)).toEqual([7, 9, 12, ...last]);
  const told = await sql<{ channel: string; seq: number }[]>`select channel, min(seq)::int as seq from deliveries group by 1 order by 1`;
  expect(told).toEqual([
    { channel: "mail", seq: 7 },
    { channel: "paused", seq: 9 },
    { channel: "slack", seq: 7 },
  ]);
  expect(await getAlert(ctx, { id })).toMatchObject({ notShown: 2_477, transitions: { length: 23 } });
  await sql`update alert_transitions set at = now() - interval '1 year'`;
  await deleteOldAlerts(ctx);
  expect((await sql<{ seq: number }[]>`select max(seq)::int as seq from alert_transitions`)[0]?.seq).toBe(2_500);
});
