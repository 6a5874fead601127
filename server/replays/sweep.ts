import { principalId } from "../access/remember-principal.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { isAlive } from "../process/heartbeat.ts";
import { announce } from "../live/announce.ts";
import { appendHistory } from "../messages/append-history.ts";
import { type Left, leftColumns } from "./send/batch.ts";

const atOnce = 5_000;
const lost = "The worker stopped between sending and noting the outcome. It was sent or not: nobody can tell.";
const unwritten = "It was sent or not: what the broker said could not be written down.";

interface Moved {
  readonly id: number;
  readonly messageId: number;
}

/** Makes items unknown whose worker died with them in its hands. Answers whether there may be more. */
export function markLost(ctx: Ctx): Promise<boolean> {
  return giveUp(
    ctx,
    lost,
    (tx) => tx<Left[]>`
    delete from replay_batches where id = (
      select id from replay_batches b
      where not exists (select from workers where id = split_part(b.holder, '/', 1) and ${isAlive(tx)})
      order by id limit 1 for update skip locked
    ) returning ${leftColumns(tx)}`,
  );
}

/** The same for a batch whose outcomes could not be written. */
export async function markBatch(ctx: Ctx, id: number): Promise<void> {
  await giveUp(ctx, unwritten, (tx) => tx<Left[]>`delete from replay_batches where id = ${id} returning ${leftColumns(tx)}`);
}

/** Makes unknown what is not settled of batches. */
function giveUp(ctx: Ctx, detail: string, remove: (tx: Transaction) => PromiseLike<readonly Left[]>): Promise<boolean> {
  return ctx.sql.begin(async (tx) => {
    const batches = await remove(tx);
    for (const { replayId, firstItem, lastItem, at } of batches) {
      const items = await tx<Moved[]>`
        update replay_items set state = 'unknown', intent_at = ${at}, outcome_at = ${ctx.clock()}, detail = ${detail}
        where replay_id = ${replayId} and id between ${firstItem} and ${lastItem} and state = 'selected' returning id, message_id as "messageId"`;
      await note(ctx, tx, "unknown", items, { data: { detail }, intentAt: at });
    }
    return batches.length > 0;
  });
}

/** Presumes ok what was confirmed and has not come back for the configured time. Answers whether there may be more. */
export function presumeOk(ctx: Ctx): Promise<boolean> {
  const before = new Date(ctx.clock().getTime() - ctx.config.observeSeconds * 1_000);
  return ctx.sql.begin(async (tx) => {
    const items = await tx<Moved[]>`
      update replay_items set state = 'presumed_ok'
      where id in (
        select id from replay_items where state = 'observing' and outcome_at < ${before} order by outcome_at limit ${atOnce} for update skip locked
      ) returning id, message_id as "messageId"`;
    await note(ctx, tx, "presumed_ok", items, {});
    return items.length === atOnce;
  });
}

async function note(
  ctx: Ctx,
  tx: Transaction,
  kind: "unknown" | "presumed_ok",
  items: readonly Moved[],
  { data = null, intentAt }: { readonly data?: unknown; readonly intentAt?: Date },
): Promise<void> {
  if (items.length === 0) return;
  const entries = items.map(({ id, messageId }) => ({ messageId, itemId: id, data }));
  await appendHistory(tx, { kind, at: ctx.clock(), principal: await principalId(ctx), ...(intentAt ? { intentAt } : {}) }, entries);
  await announce(tx, ["replays", "messages"]);
}
