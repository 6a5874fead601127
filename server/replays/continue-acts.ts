import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { announce } from "../live/announce.ts";
import { cancelSome } from "./cancel-some.ts";
import { decideSome } from "./decide-some.ts";
import type { Rest } from "./leave-rest.ts";

interface Left extends Rest {
  readonly id: number;
  readonly sent: boolean | null;
  readonly by: string;
}

/** Goes on with what persons did to many items of replays: the next of each act, in one transaction each. Answers whether there may be more at once. */
export async function continueActs(ctx: Ctx): Promise<boolean> {
  const acts = await ctx.sql<{ id: number }[]>`select id from replay_acts order by id`;
  const more = [];
  for (const { id } of acts) {
    try {
      more.push(await ctx.sql.begin((tx) => continueAct(ctx, tx, id)));
    } catch (err) {
      ctx.log.error({ act: id, err }, "what a person did to a replay could not be carried on; it is tried again, after the other acts");
    }
  }
  return more.some(Boolean);
}

/** Another worker that goes on with the same act is not waited for. */
async function continueAct(ctx: Ctx, tx: Transaction, id: number): Promise<boolean> {
  const [left] = await tx<[Left?]>`
    select a.id, a.replay_id as "replayId", a.sent, a.reason, a.principal_id as principal, a.operation_id as operation, p.name as by
    from replay_acts a join principals p on p.id = a.principal_id where a.id = ${id} for update of a skip locked`;
  if (!left) return false;
  const { moved, isDone } =
    left.sent === null ? await cancelSome(tx, left, ctx.clock()) : await decideMore(ctx, tx, { ...left, sent: left.sent });
  if (isDone) await tx`delete from replay_acts where id = ${id}`;
  if (moved > 0) await announce(tx, ["replays", "messages", "groups"]);
  return moved > 0 && !isDone;
}

async function decideMore(
  ctx: Ctx,
  tx: Transaction,
  left: Left & { readonly sent: boolean },
): Promise<{ readonly moved: number; readonly isDone: boolean }> {
  const asked = tx`i.outcome_at <= (select at from replay_acts where id = ${left.id})`;
  const { moved, isMore } = await decideSome(tx, { ...left, asked }, ctx.clock());
  return { moved: moved.length, isDone: !isMore };
}
