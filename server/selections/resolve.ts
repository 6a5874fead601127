import { visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { compileFilter } from "../messages/compile-filter.ts";
import { inGroups } from "../messages/count-rolled-up.ts";
import type { Selection } from "../messages/input.ts";
import { seekMessages } from "../messages/seek.ts";
import { lookedAt } from "../payloads/fits.ts";
import { numberText } from "../text/numbers.ts";

/** As much is read for one selection. */
const mostRead = { messages: 50_000, bytes: 1_073_741_824 };

export interface Resolved {
  readonly chosen: Selection;
  /** Messages that may match and are not chosen: not all of their bytes could be looked at. */
  readonly unread: number;
}

/**
 * A selection that SQL alone can answer: where its filter reads bytes, the messages that fit, found by reading all that the rest of it matches. Invalid:
 * there are too many to read.
 */
export async function resolveSelection(ctx: Ctx, selection: Selection): Promise<Resolved> {
  if ("ids" in selection) return { chosen: selection, unread: 0 };
  const { sql } = ctx;
  const { filter } = selection;
  const asOf = new Date(selection.asOf);
  const compiled = compileFilter(sql, filter, { now: asOf, asOf, visible: await visibleQueues(ctx, "message.view") });
  if (compiled.reads.length === 0) return { chosen: selection, unread: 0 };
  const [row] = await sql<[{ n: number; bytes: number }]>`
    select count(*) as n, coalesce(sum(least(size, ${lookedAt}::int)), 0)::bigint as bytes from (
      select m.size from messages m where ${compiled.messages} and ${inGroups(sql, compiled, sql`m.group_id`)} limit ${mostRead.messages + 1}
    ) read`;
  const bodies = compiled.reads.some(({ of }) => of !== "header");
  if (row.n > mostRead.messages || (bodies && row.bytes > mostRead.bytes)) throw new DomainError("invalid", tooMany(row.n));
  const { ids, unread } = await seekMessages(ctx, filter, { now: asOf, asOf, enough: Number.POSITIVE_INFINITY, whole: true });
  return { chosen: { ids: ids ?? [] }, unread };
}

function tooMany(n: number): string {
  const count =
    n > mostRead.messages ? `More than ${numberText(mostRead.messages)} messages` : `${numberText(n)} messages with more than 1 GB`;
  return `${count} would have to be read to find those that match. Narrow the filter by queue, group or age.`;
}
