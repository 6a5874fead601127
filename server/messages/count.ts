import type { Ctx } from "../context.ts";
import { countRolledUp, inGroups } from "./count-rolled-up.ts";
import { downTo } from "./find-floor.ts";
import { seekMessages } from "./seek.ts";
import { countCap } from "./words.ts";
import type { Counted } from "./output.ts";

/** How many match. From the rollups where they can answer, exact; else counted up to `cap`, and no further back than a search goes at once. */
export async function countMessages(
  ctx: Ctx,
  { filter, asOf = null, cap = countCap }: { readonly filter: string; readonly asOf?: Date | null; readonly cap?: number },
): Promise<Counted> {
  const { sql } = ctx;
  const { compiled, floor } = await seekMessages(ctx, filter, { now: ctx.clock(), asOf, enough: cap + 1 });
  if (compiled.countable && !asOf) return { n: await countRolledUp(ctx, compiled), capped: false };
  const [row] = await sql<[{ n: number }]>`
    select count(*) as n from (
      select 1 from messages m where ${compiled.messages} and ${inGroups(sql, compiled, sql`m.group_id`)} ${downTo(ctx, floor)} limit ${cap + 1}
    ) capped`;
  return { n: Math.min(row.n, cap), capped: row.n > cap || floor !== null };
}
