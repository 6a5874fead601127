import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { readNow } from "../db/read-now.ts";
import type { Standing } from "./read-standing.ts";
import type { Voice } from "./settle.ts";

/** A downstream that is half-open, or was open a short while ago, is tried with so few messages, so seldom, by all workers together. */
export const trickle = { items: 5, everyMs: 10_000 } as const;

/** Whose row holds the turn: that of the readings, or Redrive's own where there are none. */
type Tried = Pick<Standing, "name" | "isReported">;
const voiceOf = ({ isReported }: Tried): Voice => (isReported ? "reported" : "own");

/** The first few of these items, where it is time to try such a downstream again; otherwise none. Takes the turn. */
export async function takeTrickle(
  ctx: Pick<Ctx, "clock"> & { readonly sql: Ctx["sql"] | Transaction },
  tried: Tried,
  items: readonly number[],
): Promise<readonly number[]> {
  const now = await readNow(ctx);
  const { count } = await ctx.sql`
    update downstreams set trickled_at = ${now}
    where name = ${tried.name} and voice = ${voiceOf(tried)} and (trickled_at is null or trickled_at <= ${new Date(now.getTime() - trickle.everyMs)})`;
  return count === 0 ? [] : items.toSorted((one, other) => one - other).slice(0, trickle.items);
}

/** Whether it is time, without taking the turn. */
export async function isTrickleDue(ctx: Pick<Ctx, "sql" | "clock">, tried: Tried): Promise<boolean> {
  const now = await readNow(ctx);
  const rows = await ctx.sql`
    select 1 from downstreams
    where name = ${tried.name} and voice = ${voiceOf(tried)} and (trickled_at is null or trickled_at <= ${new Date(now.getTime() - trickle.everyMs)})`;
  return rows.length > 0;
}
