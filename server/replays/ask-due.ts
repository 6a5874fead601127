import type { Ctx } from "../context.ts";
import { isKnownHere } from "./known-here.ts";
import { advanceReplay } from "./stages/advance.ts";
import { isDue } from "./stages/ask-receivers.ts";

/** Replays whose brokers this worker is asking now, each with the end of that. */
export type Asking = Map<number, Promise<void>>;

/** A worker asks the brokers of at most this many replays at once. */
const mostAtOnce = 32;

/**
 * Begins to ask who consumes what replays send, for each replay that is due, and then judges that replay by the answer. It does not wait for the answers, so
 * that a broker which hangs delays no other replay.
 */
export async function askDue(ctx: Ctx, asking: Asking): Promise<void> {
  const due = await ctx.sql<{ id: number; goesOn: boolean }[]>`
    select id, state = 'running' as "goesOn" from replays r where ${isDue(ctx.sql)} and (state = 'observing' or ${isKnownHere(ctx.sql)})
    order by asked_at nulls first, id`;
  for (const { id, goesOn } of due) {
    if (asking.size >= mostAtOnce) return;
    if (!asking.has(id))
      asking.set(
        id,
        askOne(ctx, id, goesOn).finally(() => asking.delete(id)),
      );
  }
}

async function askOne(ctx: Ctx, id: number, goesOn: boolean): Promise<void> {
  try {
    await advanceReplay(ctx, id, { goesOn, asks: true });
  } catch (err) {
    ctx.log.error({ replayId: id, err }, "the brokers of a replay could not be asked; they are asked again");
  }
}
