import type { Ctx } from "../../context.ts";
import type { Facts } from "../facts.ts";
import { queueMatches } from "../match.ts";
import type { Rule } from "../rule.ts";
import { dayMs, type History, type Known, minuteMs, momentOf, wholeOf } from "./moment.ts";

/** So many queues at so many moments are judged without holding up the process for long; of more queues each second minute is, or each third. */
const mostJudged = 1_000_000;

/** Minute by minute, with the depth that was noted last, so that time that passes counts. null: no depth has been noted yet. */
export async function ofDepths({ sql }: Pick<Ctx, "sql">, rule: Rule, known: Known, days: number): Promise<History | null> {
  const { now } = known;
  const rows = await sql<{ queueId: number; at: Date; dead: number; ready: number | null }[]>`
    select queue_id as "queueId", at, dead, ready from alert_depths where at > ${new Date(now.getTime() - (days + 1) * dayMs)} order by at`;
  const [first] = rows;
  if (!first) return null;
  const begin = Math.max(first.at.getTime(), now.getTime() - days * dayMs);
  const matching = known.queues.filter((queue) => queueMatches(rule.where, queue));
  const step = minuteMs * Math.max(1, Math.ceil((((now.getTime() - begin) / minuteMs) * matching.length) / mostJudged));
  function* moments(): Iterable<Facts> {
    const latest = new Map<number, { dead: number; ready: number | null }>();
    const samples = new Map<number, { readonly at: Date; readonly n: number }[]>();
    let next = 0;
    for (let at = begin; at <= now.getTime(); at += step) {
      for (let row = rows[next]; row && row.at.getTime() <= at; row = rows[++next]) {
        latest.set(row.queueId, row);
        samples.set(row.queueId, [{ at: row.at, n: row.dead + (row.ready ?? 0) }, ...(samples.get(row.queueId) ?? []).slice(0, 90)]);
      }
      const queues = matching.map((queue) => ({ ...queue, ready: latest.get(queue.id)?.ready ?? null }));
      const groups = matching.map(({ id }) => wholeOf(id, { dead: latest.get(id)?.dead ?? 0 }));
      yield momentOf({ ...known, queues }, at, { groups, depths: samples });
    }
  }
  return { from: new Date(begin), to: now, rule, moments: moments() };
}
