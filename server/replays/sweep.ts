import { actorText } from "../access/actor.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { announceChange } from "../live/announce.ts";
import { appendHistory } from "../messages/append-history.ts";

const atOnce = 5_000;
const lost = "The worker stopped between sending and noting the outcome. It was sent or not: nobody can tell.";
const unwritten = "It was sent or not: what the broker said could not be written down.";

interface Moved {
  readonly id: number;
  readonly messageId: number;
  readonly intentAt: Date | null;
}

/** Makes items unknown whose worker died with them in its hands. Answers whether there may be more. */
export function markLost(ctx: Ctx): Promise<boolean> {
  return sweep(
    ctx,
    "unknown",
    { detail: lost },
    (tx) => tx<Moved[]>`
    update replay_items set state = 'unknown', outcome_at = ${ctx.clock()}, detail = ${lost}
    where id in (
      select i.id from replay_items i where i.state = 'intent'
        and not exists (select 1 from workers w where w.id = split_part(i.worker, '/', 1) and w.beat_at > now() - interval '15 seconds')
      order by i.id limit ${atOnce} for update skip locked
    ) returning id, message_id as "messageId", intent_at as "intentAt"`,
  );
}

/** The same for what one lane holds, when its outcomes could not be written. */
export async function markLane(ctx: Ctx, holder: string): Promise<void> {
  const move = (tx: Transaction) => tx<Moved[]>`
    update replay_items set state = 'unknown', outcome_at = ${ctx.clock()}, detail = ${unwritten} where worker = ${holder} and state = 'intent'
    returning id, message_id as "messageId", intent_at as "intentAt"`;
  await sweep(ctx, "unknown", { detail: unwritten }, move);
}

/** Presumes ok what was confirmed and has not come back for the configured time. Answers whether there may be more. */
export function presumeOk(ctx: Ctx): Promise<boolean> {
  const before = new Date(ctx.clock().getTime() - ctx.config.observeSeconds * 1_000);
  return sweep(
    ctx,
    "presumed_ok",
    null,
    (tx) => tx<Moved[]>`
    update replay_items set state = 'presumed_ok'
    where id in (
      select id from replay_items where state = 'observing' and outcome_at < ${before} order by outcome_at limit ${atOnce} for update skip locked
    ) returning id, message_id as "messageId", intent_at as "intentAt"`,
  );
}

async function sweep(
  ctx: Ctx,
  kind: "unknown" | "presumed_ok",
  data: unknown,
  move: (tx: Transaction) => PromiseLike<readonly Moved[]>,
): Promise<boolean> {
  return ctx.sql.begin(async (tx) => {
    const items = await move(tx);
    if (items.length === 0) return false;
    const entries = items.map(({ id, messageId, intentAt }) => ({
      messageId,
      itemId: id,
      data,
      ...(kind === "unknown" && intentAt ? { publishedAt: intentAt } : {}),
    }));
    await appendHistory(tx, { kind, at: ctx.clock(), actor: actorText(ctx.actor) }, entries);
    await announceChange(tx, ["replays", "messages"]);
    return items.length === atOnce;
  });
}
