import { getTableColumns } from "drizzle-orm";
import type { Config } from "../config/config.ts";
import { numberArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { alerts } from "../db/schema/alerts.ts";
import type { Alert, Happened } from "./alert.ts";
import { routeOf } from "./routes.ts";
import type { OwnerSpec, Rule } from "./rule.ts";
import type { Outcome } from "./settle.ts";
import { newsOnly } from "./transition.ts";

/** Alerts as rows: the columns of the table, by the names that an `Alert` has for them. */
const columns = Object.entries(getTableColumns(alerts)).map(([key, column]) => ({ key: key as keyof Alert, name: column.name }));

interface Written {
  readonly now: Date;
  readonly rules: readonly Rule[];
  readonly owners: readonly OwnerSpec[];
  readonly channels: Config["channels"];
  /** The operation and the reason of an act of somebody. */
  readonly act?: { readonly operation: number; readonly reason: string | null };
}

/** Writes what happened: rows of alerts, their transitions, and what is to be delivered, all or nothing. */
export async function writeOutcomes(tx: Transaction, outcomes: readonly Outcome[], written: Written): Promise<void> {
  const gone = outcomes.flatMap(({ before, alert }) => (alert === null && before ? [before.id] : []));
  if (gone.length > 0) await tx`delete from alerts where id = any(${numberArray(gone)}::bigint[])`;
  const changed = outcomes.flatMap(({ alert }) => alert ?? []);
  if (changed.length > 0) await writeAlerts(tx, changed);
  const happened = outcomes.flatMap(({ alert, happened: all }) =>
    alert ? all.map((one, nth) => ({ ...one, alert, seq: alert.seq - all.length + nth + 1 })) : [],
  );
  if (happened.length === 0) return;
  await writeTransitions(tx, happened, written);
  await writeDeliveries(tx, happened, written);
}

function writeAlerts(tx: Transaction, rows: readonly Alert[]) {
  const json = rows.map((alert) => Object.fromEntries(columns.map(({ key, name }) => [name, alert[key]])));
  const set = columns
    .filter(({ key }) => key !== "id")
    .map(({ name }) => tx`${tx(name)} = excluded.${tx(name)}`)
    .reduce((all, one) => tx`${all}, ${one}`);
  return tx`
    insert into alerts overriding system value select * from jsonb_populate_recordset(null::alerts, ${JSON.stringify(json)}::text::jsonb)
    on conflict (id) do update set ${set}`;
}

interface Transition extends Happened {
  readonly alert: Alert;
  readonly seq: number;
}

function writeTransitions(tx: Transaction, all: readonly Transition[], { now, act }: Written) {
  const json = all.map(({ alert, seq, kind, quiet, by }) => ({
    alert_id: alert.id,
    seq,
    kind,
    quiet,
    at: now,
    value: alert.value,
    facts: alert.facts,
    principal_id: by,
    operation_id: act?.operation ?? null,
    reason: act?.reason ?? null,
  }));
  return tx`
    insert into alert_transitions (alert_id, seq, kind, at, quiet, value, facts, principal_id, operation_id, reason)
    select alert_id, seq, kind, at, quiet, value, facts, principal_id, operation_id, reason
    from jsonb_populate_recordset(null::alert_transitions, ${JSON.stringify(json)}::text::jsonb)`;
}

/** One row for each transition and channel. What a channel has not sent yet of an older one of the same alert it need not send any more. */
async function writeDeliveries(tx: Transaction, all: readonly Transition[], { now, rules, owners, channels }: Written): Promise<void> {
  const told = all.filter(({ quiet }) => quiet === null);
  if (told.length === 0) return;
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const json = told.map(({ alert, seq, kind }) => ({
    alert_id: alert.id,
    seq,
    news: newsOnly.includes(kind),
    ...routeOf(byId.get(alert.ruleId) ?? null, alert, kind, { channels, owners }),
  }));
  await tx`
    with told as (
      select * from jsonb_to_recordset(${JSON.stringify(json)}::text::jsonb) as t(alert_id bigint, seq int, news boolean, tells text[], hears text[])
    ), made as (
      insert into deliveries (alert_id, seq, channel, next_at, created_at)
      select t.alert_id, t.seq, c.channel, ${now}::timestamptz, ${now}::timestamptz from told t cross join lateral (
        select unnest(t.tells) as channel
        union select d.channel from deliveries d where d.alert_id = t.alert_id and d.channel = any(t.hears)
      ) c order by t.alert_id, t.seq, c.channel
      on conflict do nothing returning alert_id, seq, channel
    ), superseded as (
      update deliveries d set state = 'superseded', ended_at = ${now}
      where d.state = 'pending' and exists (select from made m where m.alert_id = d.alert_id and m.channel = d.channel and m.seq > d.seq)
    )
    update alert_transitions a set quiet = 'no_channel' from told t
    where a.alert_id = t.alert_id and a.seq = t.seq and t.news and not exists (select from made m where m.alert_id = t.alert_id and m.seq = t.seq)`;
}
