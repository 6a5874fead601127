import type { Ctx } from "../context.ts";
import { filterWords, parseFilter } from "../messages/filter.ts";
import type { Selection } from "../messages/input.ts";

/** What was chosen, in words that a list can show: the group's title where the filter is one group. */
export async function selectionWords(ctx: Ctx, selection: Selection): Promise<string> {
  if ("ids" in selection)
    return selection.ids.length === 1 ? `message ${selection.ids[0]}` : `${selection.ids.length.toLocaleString("en")} chosen messages`;
  const filter = parseFilter(selection.filter);
  const [only, ...others] = filter.terms.filter(({ qualifier }) => qualifier !== "state");
  if (only?.qualifier === "group" && !only.negated && others.length === 0) {
    const [group] = await ctx.sql<{ title: string }[]>`select title from groups where id = ${Number(only.value)}`;
    if (group) return group.title;
  }
  return filterWords(filter);
}
