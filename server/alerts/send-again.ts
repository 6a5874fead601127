import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { demandGoing } from "./pause-channel.ts";

interface Found {
  readonly state: "pending" | "sending" | "delivered" | "failed" | "superseded";
  readonly channel: string;
  readonly alertId: number;
  readonly isNewest: boolean;
}

/**
 * Sends a notice again, now, whether it was given up, waits for its next try, or was delivered. Conflict: a newer one of the same alert went to the channel
 * in its place, or it is being sent. Or the channel is paused. Not found: no such delivery, or its channel is configured no more.
 */
export async function sendAgain(ctx: Ctx, { id }: { readonly id: number }): Promise<void> {
  const asked = { permission: "alert.manage", scope: "everywhere", subject: `delivery ${id}` } as const;
  await act(ctx, asked, async (tx, operation) => {
    const [found] = await tx<Found[]>`
      select d.state, d.channel, d.alert_id as "alertId",
        not exists (select from deliveries o where o.alert_id = d.alert_id and o.channel = d.channel and o.seq > d.seq) as "isNewest"
      from deliveries d where d.id = ${id} for update`;
    if (!found) throw new DomainError("not_found", `There is no delivery ${id}.`);
    const { state, channel, alertId, isNewest } = found;
    if (!ctx.config.channels.some(({ name }) => name === channel))
      throw new DomainError("not_found", `The channel ${channel} is not in redrive.yaml any more.`);
    await demandGoing(tx, channel);
    if (state === "sending") throw new DomainError("conflict", "It is being sent at this moment.");
    if (!isNewest || state === "superseded")
      throw new DomainError("conflict", "A newer notice of this alert went to this channel. Send that one again.");
    await tx`update deliveries set state = 'pending', next_at = now(), ended_at = null where id = ${id}`;
    // Somebody asks for it now, though the other side asked to wait.
    await tx`update channel_states set rests_until = null where name = ${channel}`;
    operation.note({ data: { act: "send again", channel, alert: alertId, was: state } });
    operation.announce("alerts");
  });
}
