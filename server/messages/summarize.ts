import type { Ctx } from "../context.ts";
import { answerList } from "./answer.ts";
import { compileFilter } from "./compile-filter.ts";
import { countMessages, type Counted } from "./count.ts";
import { filterWords, parseFilter } from "./filter.ts";

export interface ListSummary extends Counted {
  readonly answer: { readonly title: string; readonly sub: string };
  readonly words: string;
  readonly asOf: Date;
}

/** The sentence over a list: how many match, of how many, and the one group that most of them are in. */
export async function summarizeMessages(ctx: Ctx, { filter }: { readonly filter: string }): Promise<ListSummary> {
  const { sql } = ctx;
  const asOf = ctx.clock();
  const compiled = compileFilter(sql, filter, { now: asOf });
  const [counted, dead, top] = await Promise.all([
    countMessages(ctx, { filter }),
    countMessages(ctx, { filter: "" }),
    compiled.countable ? readTop() : null,
  ]);
  const parsed = parseFilter(filter);
  return {
    ...counted,
    asOf,
    words: filterWords(parsed),
    answer: answerList({ matching: counted.n, capped: counted.capped, dead: dead.n, filtered: parsed.terms.length > 0, top }),
  };

  async function readTop(): Promise<{ title: string; n: number } | null> {
    const [row] = await sql<{ title: string; n: number }[]>`
      select g.title, sum(c.n)::bigint as n from day_counts c join groups g on g.id = c.group_id join queues q on q.id = g.queue_id
      where c.state = any(${[...compiled.states]}::message_state[]) and ${compiled.types} and ${compiled.groups ?? sql`true`}
      group by g.id, g.title order by 2 desc limit 1`;
    return row ?? null;
  }
}
