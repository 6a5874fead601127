import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { filterWords, parseFilter } from "../messages/filter.ts";
import type { Selection } from "../messages/input.ts";
import { numberText } from "../text/numbers.ts";

/** What was chosen, in words that a list can show: the group's title where all of it is one group. */
export async function selectionWords(ctx: Ctx, selection: Selection): Promise<string> {
  if ("ids" in selection) return idsWords(ctx, selection.ids);
  const filter = parseFilter(selection.filter);
  const [only, ...others] = filter.terms.filter(({ qualifier }) => qualifier !== "state");
  if (only?.qualifier === "group" && !only.negated && others.length === 0) {
    const [group] = await ctx.sql<{ title: string }[]>`select title from groups where id = ${Number(only.value)}`;
    if (group) return group.title;
  }
  return filterWords(filter);
}

async function idsWords(ctx: Ctx, ids: readonly number[]): Promise<string> {
  const titles = await ctx.sql<{ title: string }[]>`
    select title from groups where id in (select group_id from messages where id = any(${numberArray(ids)}::bigint[])) limit 2`;
  const [only, ...others] = titles;
  const what = ids.length === 1 ? `Message ${ids[0]}` : `${numberText(ids.length)} chosen messages`;
  return only && others.length === 0 ? `${what} of ${only.title}` : what;
}
