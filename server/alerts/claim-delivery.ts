import type { Ctx } from "../context.ts";
import type { ChannelRef } from "./channel.ts";

/** A delivery in the hand of this worker. */
export interface Claimed {
  readonly id: number;
  readonly alertId: number;
  readonly seq: number;
  /** Tries, this one included. */
  readonly attempts: number;
  /** The channel has been told of the alert before. */
  readonly isKnown: boolean;
  readonly ref: ChannelRef | null;
  /** The transition that the channel was told last; 0: none. */
  readonly heard: number;
  /** A try of this alert before, whose answer nobody knows or which failed. */
  readonly again: boolean;
}

/** Longer than a try may take (`sendMs`, twice where the message is gone), so that two workers do not send the same. */
const holdSeconds = 60;

/**
 * Takes the next notice of a channel that is due, the newest of its alert: older ones that wait become superseded. null: nothing is due, the channel rests,
 * or another worker has what is. The row of the channel is locked meanwhile, so that workers claim one after the other and never two of one alert.
 */
export async function claimDelivery(
  { sql }: Pick<Ctx, "sql">,
  { name, gapMs, holder }: { readonly name: string; readonly gapMs: number; readonly holder: string },
): Promise<Claimed | null> {
  return sql.begin(async (tx) => {
    const [state] = await tx<{ free: boolean }[]>`
      select paused_at is null and coalesce(rests_until <= now(), true) and coalesce(free_at <= now(), true) as free
      from channel_states where name = ${name} for update`;
    if (!state?.free) return null;
    const [claimed] = await tx<(Omit<Claimed, "again"> & { readonly tried: boolean })[]>`
      with due as (
        select d.alert_id from deliveries d
        where d.channel = ${name} and d.next_at <= now() and (d.state = 'pending' or (d.state = 'sending' and d.held_until < now()))
          and not exists (
            select from deliveries o where o.alert_id = d.alert_id and o.channel = d.channel and o.state = 'sending' and o.held_until >= now())
        order by d.next_at, d.id limit 1
      ), newest as (
        select d.id, d.alert_id, d.seq from deliveries d join due using (alert_id)
        where d.channel = ${name} and d.state in ('pending', 'sending') order by d.seq desc limit 1
      ), older as (
        update deliveries d set state = 'superseded', ended_at = now(), holder = null, held_until = null from newest n
        where d.alert_id = n.alert_id and d.channel = ${name} and d.seq < n.seq and d.state in ('pending', 'sending')
      )
      update deliveries d set state = 'sending', attempts = d.attempts + 1, holder = ${holder}, held_until = now() + make_interval(secs => ${holdSeconds})
      from newest n where d.id = n.id and d.state in ('pending', 'sending')
      returning d.id, d.alert_id as "alertId", d.seq, d.attempts,
        exists (select from channel_refs r where r.alert_id = d.alert_id and r.channel = d.channel) as "isKnown",
        (select r.ref from channel_refs r where r.alert_id = d.alert_id and r.channel = d.channel) as ref,
        coalesce((select r.seq from channel_refs r where r.alert_id = d.alert_id and r.channel = d.channel), 0) as heard,
        exists (select from deliveries o where o.alert_id = d.alert_id and o.channel = d.channel and o.attempts > 0) as tried`;
    if (!claimed) return null;
    if (gapMs > 0)
      await tx`update channel_states set free_at = now() + make_interval(secs => ${gapMs / 1_000}::float8) where name = ${name}`;
    const { tried, ...rest } = claimed;
    return { ...rest, again: claimed.isKnown ? claimed.attempts > 1 : tried };
  });
}
