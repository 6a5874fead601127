import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import { readNow } from "../db/read-now.ts";
import { judgeOwn, ownMinutes } from "./own-reading.ts";
import { unknownReading } from "./reading.ts";
import { lockState, settleState } from "./settle.ts";

const everyMs = 5_000;

/** Writes what Redrive sees of each downstream's messages. Workers share it: what was judged lately is left. */
export async function judgeOwnReadings(ctx: Ctx): Promise<void> {
  const { sql, config } = ctx;
  if (config.downstreams.length === 0) return;
  const now = await readNow(ctx);
  const since = new Date(now.getTime() - ownMinutes * 60_000);
  const reported = config.downstreams.filter(({ readings }) => readings.length > 0);
  // What died before it was reported closed says nothing against the report.
  const rows = await sql<{ name: string; deaths: number; cameBack: number; closedAt: Date | null }[]>`
    select n.name, n.closed_at as "closedAt",
      (select coalesce(sum(a.known), 0) from minute_arrivals a join groups g on g.id = a.group_id
        where a.minute >= n.since and g.downstream = n.name)::bigint as deaths,
      (select count(*) from messages m join groups g on g.id = m.group_id
        where g.downstream = n.name and m.sort_at >= n.since and m.came_back_from is not null)::bigint as "cameBack"
    from (
      select a.name, c.since as closed_at, coalesce(c.since, ${since}) as since
      from unnest(${textArray(config.downstreams.map(({ name }) => name))}::text[]) as a(name)
      left join downstreams c on c.name = a.name and c.voice = 'reported' and c.state = 'closed' and c.since > ${since}
        and c.name = any(${textArray(reported.map(({ name }) => name))}::text[])
    ) as n
    where not exists (
      select from downstreams d where d.name = n.name and d.voice = 'own' and d.judged_at > ${new Date(now.getTime() - everyMs)}::timestamptz
    )`;
  for (const { name, ...facts } of rows) {
    const spec = config.downstreams.find((one) => one.name === name);
    if (!spec) continue;
    const { state, words } = judgeOwn(facts);
    const reading = { ...unknownReading(name, "Redrive", now.getTime(), words), state, via: "own", seenAt: now.getTime() };
    await sql.begin(async (tx) => {
      const was = await lockState(tx, name, "own");
      // Another worker has counted later.
      if (!was.isNew && was.judgedAt >= now) return;
      await settleState(tx, was, spec, { standing: { state, readings: [reading] }, now, words });
    });
  }
}
