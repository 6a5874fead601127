import type { Fragment } from "postgres";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import { compileFilter } from "./compile-filter.ts";
import type { Selection } from "./input.ts";

/** A selection as a condition on `messages m`: the chosen rows, or what the filter matched as of its time. */
export function chosenMessages(ctx: Ctx, selection: Selection): Fragment {
  const { sql } = ctx;
  if ("ids" in selection) return sql`m.id = any(${numberArray(selection.ids)}::bigint[])`;
  const asOf = new Date(selection.asOf);
  const { groups, messages } = compileFilter(sql, selection.filter, { now: asOf, asOf });
  return groups
    ? sql`${messages} and m.group_id in (select g.id from groups g join queues q on q.id = g.queue_id where ${groups})`
    : messages;
}
