import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { newsOnly } from "./transition.ts";
import { sendWaiting } from "./write-answer.ts";

/** Configured channels that something waits for, with the time until the first of it may leave: 0 is now. Whoever paused a channel keeps it. */
export async function findDue({
  sql,
  config,
}: Pick<Ctx, "sql" | "config">): Promise<readonly { readonly name: string; readonly waitMs: number }[]> {
  const names = config.channels.map(({ name }) => name);
  return sql<{ name: string; waitMs: number }[]>`
    select d.channel as name, greatest(0, ceil(extract(epoch from
        greatest(min(greatest(d.next_at, d.held_until)), max(s.rests_until), max(s.free_at)) - now()) * 1000))::float8 as "waitMs"
    from deliveries d join channel_states s on s.name = d.channel
    where d.state in ('pending', 'sending') and d.channel = any(${textArray(names)}::text[]) and s.paused_at is null group by 1`;
}

/**
 * At the start of a worker: each channel has its row, one that is not configured any more fails nobody, and since redrive.yaml may have been mended, what
 * was given up and still fires is tried once more, and what found no channel is told.
 */
export async function beginDelivering({ sql, config }: Pick<Ctx, "sql" | "config">): Promise<void> {
  const names = config.channels.map(({ name }) => name);
  await sql.begin(async (tx) => {
    await tx`insert into channel_states (name) select unnest(${textArray(names)}::text[]) order by 1 on conflict do nothing`;
    await tx`update channel_states set failing_since = null, broken = false where failing_since is not null and name <> all(${textArray(names)}::text[])`;
    for (const name of names.toSorted()) await sendWaiting(tx, name);
    if (names.length > 0) await tellUntold(tx);
  });
}

/** What fires and found no channel counts as untold: the next evaluation tells it, now that there is one. */
function tellUntold(tx: Transaction) {
  return tx`
    update alerts set told_at = null where id in (
      select a.id from alerts a where a.state in ('firing', 'recovering') and a.told_at is not null and not exists (select from deliveries d where d.alert_id = a.id)
        and (select t.quiet from alert_transitions t where t.alert_id = a.id and t.kind = any(${textArray(newsOnly)}::transition_kind[]) order by t.seq desc limit 1) = 'no_channel'
        -- It was told so before, by a route that still leads nowhere.
        and (select t.kind <> 'reminded' or t.quiet is distinct from 'no_channel' from alert_transitions t where t.alert_id = a.id order by t.seq desc limit 1)
      order by a.id for update)`;
}

/** What waits for a channel that nobody configures any more is given up after an hour: a worker with the newer configuration may just be starting. */
export async function sweepDeliveries({ sql, config }: Pick<Ctx, "sql" | "config">): Promise<void> {
  const names = config.channels.map(({ name }) => name);
  await sql`
    update deliveries set state = 'failed', ended_at = now(), answer = 'redrive.yaml has no such channel any more'
    where state in ('pending', 'sending') and greatest(next_at, held_until) < now() - interval '1 hour' and channel <> all(${textArray(names)}::text[])`;
  await sql`delete from slack_presses where at < now() - interval '1 hour'`;
}
