import type { Fragment } from "postgres";
import { seenIn, type Visible } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { compileFilter } from "../messages/compile-filter.ts";
import { inGroups } from "../messages/count-rolled-up.ts";
import type { Selection } from "../messages/input.ts";

/**
 * A selection as a condition on `messages m`: the chosen rows, or what the filter matched as of its time, as far as they are visible. Groups as an "array" are found first, so that
 * several processes of Postgres can read their messages together. A filter that reads bytes goes through `resolveSelection` first.
 */
export function chosenMessages(ctx: Ctx, selection: Selection, visible: Visible, groupsAs: "join" | "array" = "join"): Fragment {
  const { sql } = ctx;
  if ("ids" in selection) return sql`m.id = any(${numberArray(selection.ids)}::bigint[]) ${seenIn(sql, visible, sql`m.queue_id`)}`;
  const asOf = new Date(selection.asOf);
  const compiled = compileFilter(sql, selection.filter, { now: asOf, asOf, visible });
  const { groups, messages, reads } = compiled;
  if (reads.length > 0) throw new Error("This filter reads bytes, so its selection has to be resolved first.");
  if (!groups || groupsAs === "join") return sql`${messages} and ${inGroups(sql, compiled, sql`m.group_id`)}`;
  return sql`${messages} and m.group_id = any(array(select g.id from groups g join queues q on q.id = g.queue_id where ${groups}))`;
}
