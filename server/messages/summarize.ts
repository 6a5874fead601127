import type { Fragment } from "postgres";
import { visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { answerList } from "./answer-list.ts";
import { compileFilter } from "./compile-filter.ts";
import { countMessages } from "./count.ts";
import { filterWords, parseFilter } from "./filter.ts";
import type { ListSummary } from "./output.ts";

interface Top {
  readonly title: string;
  readonly hasError: boolean;
  readonly n: number;
}

/** The sentence over a list: how many match, of how many, and the one downstream or group that most of them are about. */
export async function summarizeMessages(ctx: Ctx, { filter }: { readonly filter: string }): Promise<ListSummary> {
  const { sql } = ctx;
  const asOf = ctx.clock();
  const compiled = compileFilter(sql, filter, { now: asOf, visible: await visibleQueues(ctx, "message.view") });
  const [counted, dead, [group = null, downstream = null]] = await Promise.all([
    countMessages(ctx, { filter }),
    countMessages(ctx, { filter: "" }),
    compiled.countable
      ? Promise.all([
          readTop(sql`g.title`, sql`g.id`, sql`true`),
          readTop(sql`g.downstream`, sql`g.downstream`, sql`c.state = 'dead' and g.verdict = 'transient' and g.downstream is not null`),
        ])
      : [],
  ]);
  const parsed = parseFilter(filter);
  return {
    ...counted,
    asOf,
    words: filterWords(parsed),
    answer: answerList({ matching: counted.n, capped: counted.capped, dead: dead.n, filtered: parsed.terms.length > 0, group, downstream }),
  };

  async function readTop(title: Fragment, by: Fragment, which: Fragment): Promise<Top | null> {
    const [row] = await sql<Top[]>`
      select ${title} as title, bool_or(coalesce(g.error_type, g.error_text) is not null) as "hasError", sum(c.n)::bigint as n from day_counts c join groups g on g.id = c.group_id join queues q on q.id = g.queue_id
      where c.state = any(${[...compiled.states]}::message_state[]) and ${compiled.types} and ${compiled.groups ?? sql`true`} and ${which}
      group by ${by}, 1 order by n desc limit 1`;
    return row ?? null;
  }
}
