import type { Ctx } from "../../context.ts";
import { textArray } from "../../db/arrays.ts";
import type { DownstreamState } from "../../downstreams/reading.ts";
import type { Facts } from "../facts.ts";
import type { Rule } from "../rule.ts";
import { dayMs, type History, type Known, momentOf, timesOf } from "./moment.ts";

interface Changed {
  readonly name: string;
  readonly at: Date;
  readonly to: DownstreamState;
}

/** How the breakers of today's downstreams went, by the voice that counts for each of them today. */
export async function ofBreakers({ sql, config }: Pick<Ctx, "sql" | "config">, rule: Rule, known: Known, days: number): Promise<History> {
  const { now } = known;
  const from = new Date(now.getTime() - days * dayMs);
  const own = new Set(config.downstreams.filter(({ readings }) => readings.length === 0).map(({ name }) => name));
  const voices = config.downstreams.map(({ name }) => (own.has(name) ? "own" : "reported"));
  const counts = sql`unnest(${textArray(config.downstreams.map(({ name }) => name))}::text[], ${textArray(voices)}::breaker_voice[]) as s(name, voice)`;
  const changes = await sql<Changed[]>`
    select s.name, t.at, t.to_state as "to" from ${counts} join breaker_transitions t on t.downstream = s.name and t.voice = s.voice
    where t.at > coalesce((select max(b.at) from breaker_transitions b where b.downstream = s.name and b.voice = s.voice and b.at <= ${from}), '-infinity') - interval '1 microsecond'
    order by t.at, t.id`;
  const byName = Map.groupBy(changes, ({ name }) => name);
  const edges = changes.map(({ at }) => Math.max(at.getTime(), from.getTime()));
  function* moments(): Iterable<Facts> {
    for (const at of timesOf(rule, edges, now)) {
      const breakers = [...byName].flatMap(([name, all]) => {
        const last = all.findLast((one) => one.at.getTime() <= at);
        return last ? [{ name, state: last.to, since: last.at, own: own.has(name), held: 0 }] : [];
      });
      yield momentOf(known, at, { breakers });
    }
  }
  return { from, to: now, rule, moments: moments() };
}
