import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import { giveUpMs } from "./decide-next.ts";

/**
 * Tries channels again through which nothing gets and for which nothing waits: one notice that was given up, of an alert that fires or that the channel
 * still shows. After 5 min, then twice as long each time, up to an hour. When it gets through, all others follow (`sendWaiting`).
 */
export async function probeChannels({ sql, config }: Pick<Ctx, "sql" | "config">): Promise<void> {
  const names = config.channels.map(({ name }) => name);
  await sql`
    with idle as (
      select s.name, s.failing_since, (select max(d.ended_at) from deliveries d where d.channel = s.name and d.state = 'failed') as tried_at
      from channel_states s
      where s.failing_since is not null and s.paused_at is null and s.name = any(${textArray(names)}::text[])
        and not exists (select from deliveries d where d.channel = s.name and d.state in ('pending', 'sending'))
    ), probes as (
      select distinct on (d.channel) d.id from idle i join deliveries d on d.channel = i.name and d.state = 'failed' join alerts a on a.id = d.alert_id
      where i.tried_at < now() - greatest(interval '5 minutes', least(interval '1 hour', i.tried_at - i.failing_since))
        and (a.state in ('firing', 'recovering') or (d.created_at > now() - make_interval(secs => ${giveUpMs / 1_000})
          and exists (select from channel_refs r where r.alert_id = d.alert_id and r.channel = d.channel)))
        and not exists (select from deliveries o where o.alert_id = d.alert_id and o.channel = d.channel and o.seq > d.seq)
      order by d.channel, d.id desc
    )
    update deliveries d set state = 'pending', next_at = now(), ended_at = null from probes p where d.id = p.id and d.state = 'failed'`;
}
