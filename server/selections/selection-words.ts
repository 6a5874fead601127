import { seenIn, type Visible, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { filterWords, parseFilter } from "../messages/filter.ts";
import type { Selection } from "../messages/input.ts";
import { numberText } from "../text/numbers.ts";

/** What was chosen, in words that a list can show: the group's title where all of it is one group. */
export async function selectionWords(ctx: Ctx, selection: Selection): Promise<string> {
  const visible = await visibleQueues(ctx, "message.view");
  if ("ids" in selection) return idsWords(ctx, selection.ids, visible);
  const filter = parseFilter(selection.filter);
  const [only, ...others] = filter.terms.filter(({ qualifier }) => qualifier !== "state");
  if (only?.qualifier === "group" && !only.negated && others.length === 0) {
    const [group] = await ctx.sql<{ title: string }[]>`
      select title from groups g where id = ${Number(only.value)} ${seenIn(ctx.sql, visible, ctx.sql`g.queue_id`)}`;
    if (group) return group.title;
  }
  return filterWords(filter);
}

async function idsWords({ sql }: Ctx, ids: readonly number[], visible: Visible): Promise<string> {
  const titles = await sql<{ title: string }[]>`
    select title from groups g
    where id in (select group_id from messages where id = any(${numberArray(ids)}::bigint[])) ${seenIn(sql, visible, sql`g.queue_id`)} limit 2`;
  const [only, ...others] = titles;
  const what = ids.length === 1 ? `Message ${ids[0]}` : `${numberText(ids.length)} chosen messages`;
  return only && others.length === 0 ? `${what} of ${only.title}` : what;
}
