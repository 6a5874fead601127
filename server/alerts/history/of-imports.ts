import type { Ctx } from "../../context.ts";
import type { Facts } from "../facts.ts";
import type { Rule } from "../rule.ts";
import { dayMs, type History, type Known, momentOf, timesOf } from "./moment.ts";

/** From when each import failed, for the last time, until it was done after all. */
export async function ofImports({ sql }: Pick<Ctx, "sql">, rule: Rule, known: Known, days: number): Promise<History> {
  const { now } = known;
  const from = new Date(now.getTime() - days * dayMs);
  const rows = await sql<{ queueId: number; at: Date; until: Date | null }[]>`
    select f.queue_id as "queueId", f.at, case when f.message_id is not null then coalesce(m.captured_at, f.at) end as until
    from failed_imports f left join messages m on m.id = f.message_id
    where f.message_id is null or coalesce(m.captured_at, f.at) > ${from} order by f.at`;
  const edges = rows.flatMap(({ at, until }) => [at.getTime(), ...(until ? [until.getTime()] : [])]);
  function* moments(): Iterable<Facts> {
    for (const at of timesOf(rule, edges, now)) {
      const open = Map.groupBy(
        rows.filter((row) => row.at.getTime() <= at && (row.until === null || row.until.getTime() > at)),
        ({ queueId }) => queueId,
      );
      const queues = known.queues.map((queue) => ({ ...queue, failedImports: open.get(queue.id)?.length ?? 0 }));
      yield momentOf({ ...known, queues }, at, {});
    }
  }
  return { from, to: now, rule, moments: moments() };
}
