import type { Ctx } from "../context.ts";
import type { ChannelKind } from "./channel-kind.ts";
import { channelKinds } from "./channel-kinds.ts";

const kinds: readonly ChannelKind[] = channelKinds;

/**
 * Puts the last notice of each live alert into the outbox again, for channels that forget what they hear no more of (`resendSeconds` of their kind). It is
 * told as the alert is now. One that was given up is too: otherwise the other side would say that the alert is over.
 */
export async function resendLive({ sql, config }: Pick<Ctx, "sql" | "config">): Promise<void> {
  for (const { name, kind } of config.channels) {
    const seconds = kinds.find((one) => one.kind === kind)?.resendSeconds;
    if (seconds === undefined) continue;
    await sql`
      update deliveries d set state = 'pending', next_at = now(), ended_at = null, attempts = 0
      from alerts a, channel_refs r
      where d.channel = ${name} and d.state in ('delivered', 'failed') and d.ended_at < now() - make_interval(secs => ${seconds})
        and a.id = d.alert_id and a.state in ('firing', 'recovering') and r.alert_id = d.alert_id and r.channel = d.channel and r.seq = d.seq
        and not exists (select from deliveries o where o.alert_id = d.alert_id and o.channel = d.channel and o.seq > d.seq)`;
  }
}
