import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { announce } from "../live/announce.ts";
import type { ChannelAnswer } from "./channel.ts";
import type { Claimed } from "./claim-delivery.ts";
import { decideNext, giveUpMs, type Next } from "./decide-next.ts";

interface Answered {
  readonly name: string;
  readonly holder: string;
  readonly claimed: Claimed;
  readonly answer: ChannelAnswer;
  readonly tookMs: number;
}

/**
 * Writes what came of a try, for the delivery and its channel. Answers what becomes of it; null: the row is in another hand by now (this worker stood
 * still for too long), so that nothing is written.
 */
export function writeAnswer({ sql }: Pick<Ctx, "sql">, { name, holder, claimed, answer, tookMs }: Answered): Promise<Next | null> {
  return sql.begin(async (tx) => {
    const [row] = await tx<{ ageMs: number; failingMs: number; wasFailing: boolean }[]>`
      select (extract(epoch from now() - d.created_at) * 1000)::float8 as "ageMs", s.failing_since is not null as "wasFailing",
        coalesce(extract(epoch from now() - s.failing_since) * 1000, 0)::float8 as "failingMs"
      from deliveries d join channel_states s on s.name = d.channel
      where d.id = ${claimed.id} and d.holder = ${holder} and d.state = 'sending' for update`;
    if (!row) return null;
    const next = decideNext({ answer, attempts: claimed.attempts, ageMs: row.ageMs, failingMs: row.failingMs, random: Math.random() });
    await writeDelivery(tx, claimed, next, { said: answer.said, tookMs });
    await writeChannel(tx, name, next, answer.said);
    if (next.is === "delivered" || next.is === "partly") {
      await tx`
        insert into channel_refs (alert_id, channel, ref, seq, at)
        values (${claimed.alertId}, ${name}, ${next.ref === null ? null : JSON.stringify(next.ref)}::text::jsonb, ${claimed.seq}, now())
        on conflict (alert_id, channel) do update set ref = excluded.ref, seq = excluded.seq, at = excluded.at`;
      if (row.wasFailing && next.works) await sendWaiting(tx, name);
    }
    await announce(tx, ["alerts"]);
    return next;
  });
}

function writeDelivery(tx: Transaction, { id }: Claimed, next: Next, { said, tookMs }: { readonly said: string; readonly tookMs: number }) {
  const waits = next.is === "waits" || next.is === "partly" ? next.afterMs : null;
  return tx`
    update deliveries set state = ${waits === null ? next.is : "pending"}, holder = null, held_until = null, answer = ${said}, took_ms = ${Math.round(tookMs)},
      next_at = coalesce(now() + make_interval(secs => ${waits === null ? null : waits / 1_000}::float8), next_at),
      ended_at = case when ${waits !== null} then null else now() end
    where id = ${id}`;
}

/** What a try, or a test by hand, tells of its channel. */
export async function writeChannel(tx: Transaction, name: string, next: Next, said: string) {
  if ((next.is === "delivered" || next.is === "partly") && !next.works) return;
  switch (next.is) {
    case "delivered":
    case "partly":
      return tx`
        update channel_states set delivered_at = now(), failing_since = null, broken = false, answer = null, rests_until = null where name = ${name}`;
    case "waits":
      return tx`
        update channel_states set rests_until = now() + make_interval(secs => ${next.restMs / 1_000}::float8), answer = ${said},
          failing_since = case when ${next.failing} then coalesce(failing_since, now()) else failing_since end where name = ${name}`;
    case "failed":
      return tx`
        update channel_states set failing_since = coalesce(failing_since, now()), broken = ${next.broken}, answer = ${said} where name = ${name}`;
  }
}

/**
 * The channel works again, or may: what waits for it need not wait longer. The newest notice of an alert that was given up is sent after all, where the
 * alert fires, however old it is, or the channel still says that it does.
 */
export function sendWaiting(tx: Transaction, name: string) {
  return tx`
    update deliveries d set state = 'pending', next_at = now(), ended_at = null from alerts a
    where a.id = d.alert_id and d.channel = ${name} and (
      (d.state = 'pending' and d.next_at > now())
      or (d.state = 'failed'
        and (a.state in ('firing', 'recovering') or (d.created_at > now() - make_interval(secs => ${giveUpMs / 1_000})
          and exists (select from channel_refs r where r.alert_id = d.alert_id and r.channel = d.channel)))
        and not exists (select from deliveries o where o.alert_id = d.alert_id and o.channel = d.channel and o.seq > d.seq)))`;
}
