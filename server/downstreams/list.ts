import { readSeen } from "../access/seen.ts";
import { seenIn, type Visible } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import { readNow } from "../db/read-now.ts";
import { answerBreakers } from "./answer.ts";
import type { DownstreamSpec } from "./downstream.ts";
import { isUnprotected } from "./judge-downstream.ts";
import { readStandings, type Standing } from "./read-standing.ts";
import { findKind } from "./reading-kinds.ts";
import type { BreakersInput } from "./input.ts";
import type { BreakerLine, BreakerList } from "./output.ts";
import { wordsWithoutNumbers } from "./own-reading.ts";
import { readWaiting } from "./read-waiting.ts";
import { type Change, spansOf } from "./spans.ts";
import { stateWord } from "./words.ts";

const spanMs = { "1h": 3_600_000, "24h": 86_400_000, "7d": 604_800_000 } as const;
const order = ["open", "half_open", "unknown", "closed"] as const;

/** All downstreams of redrive.yaml, the worst first, and how their states went. */
export async function listBreakers(ctx: Ctx, { range }: BreakersInput): Promise<BreakerList> {
  const specs = ctx.config.downstreams;
  const now = await readNow(ctx);
  const from = new Date(now.getTime() - spanMs[range]);
  const seen = await readSeen(ctx);
  const [standings, held, waiting, changes] = await Promise.all([
    readStandings(ctx, specs),
    countHeld(ctx, seen.messages),
    readWaiting(ctx.sql, seen),
    readChanges(ctx, specs, from, spanMs[range]),
  ]);
  const seesAll = seen.messages === "everywhere" && seen.replays === "everywhere";
  const lines = standings.flatMap((standing) => {
    const spec = specs.find(({ name }) => name === standing.name);
    if (!spec) return [];
    const holds = { held: held.get(standing.name) ?? 0, waiting: waiting.get(standing.name) ?? [] };
    const line = { ...lineOf(spec, standing, now), ...holds };
    return [seesAll ? line : { ...line, instances: [], own: line.own && { ...line.own, words: wordsWithoutNumbers(line.own.state) } }];
  });
  const breakers = lines.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || b.held - a.held);
  const spans = spansOf(changes, { from, now, knownUntil: knownUntil(specs, standings) });
  return { answer: answerBreakers(breakers, { now, seesAll }), asOf: now, from, breakers, spans };
}

/** What was judged holds no longer than a reading does. */
function knownUntil(specs: readonly DownstreamSpec[], standings: readonly Standing[]): ReadonlyMap<string, Date> {
  return new Map(
    standings.flatMap(({ name, judgedAt }) => {
      const spec = specs.find((one) => one.name === name);
      return spec && judgedAt ? [[name, new Date(judgedAt.getTime() + spec.staleSeconds * 1_000)] as const] : [];
    }),
  );
}

function lineOf(spec: DownstreamSpec, standing: Standing, now: Date): Omit<BreakerLine, "held" | "waiting"> {
  const { name, state, since, readings, readAt, own } = standing;
  const worst = (values: readonly (number | null)[]) =>
    values.reduce((most, value) => (value !== null && (most === null || value > most) ? value : most), null);
  const sum = (values: readonly (number | null)[]) => values.reduce((all, value) => (value === null ? all : (all ?? 0) + value), null);
  const methods = new Set(readings.map(({ method }) => method));
  return {
    name,
    state,
    since,
    failureRate: worst(readings.map((one) => one.failureRate)),
    threshold: worst(readings.map((one) => one.threshold)),
    calls: sum(readings.map((one) => one.calls)),
    rejected: sum(readings.map((one) => one.rejected)),
    sources: [...new Set(spec.readings.map((one) => findKind(one.kind)?.label ?? one.kind))],
    method: methods.size === 1 ? ([...methods][0] ?? null) : null,
    readAt,
    stale: readAt !== null && now.getTime() - readAt.getTime() > spec.staleSeconds * 1_000,
    instances: readings.map(({ breaker, instance, state: is, why }) => ({ breaker, instance, state: is, why })),
    unprotected: isUnprotected(readings),
    own: own && { state: own.state, words: own.words },
    disagreement: standing.isReported && own ? disagreementOf(name, state, own.state) : null,
  };
}

/** Only where one says that calls get through and the other that they do not. */
function disagreementOf(name: string, reported: Standing["state"], own: Standing["state"]): string | null {
  if (own !== "open" || reported === "open") return null;
  if (reported === "unknown") return `Nothing current is reported of ${name}, and its messages fail. It counts as unknown.`;
  return `${name} is reported ${stateWord(reported)}, and its messages fail all the same. Replays go by the report.`;
}

async function countHeld({ sql }: Ctx, visible: Visible): Promise<ReadonlyMap<string, number>> {
  const rows =
    visible === "everywhere"
      ? await sql<{ downstream: string; n: number }[]>`
          select downstream, sum(n)::bigint as n from replay_counts where downstream is not null group by 1`
      : await sql<{ downstream: string; n: number }[]>`
          select i.reason_data->>'downstream' as downstream, count(*) as n from replay_items i
          where i.state = 'held' and i.reason_code = 'breaker' and i.reason_data->>'downstream' is not null
            and exists (select from messages m where m.id = i.message_id ${seenIn(sql, visible, sql`m.queue_id`)}) group by 1`;
  return new Map(rows.map(({ downstream, n }) => [downstream, n]));
}

/**
 * With the last change before the range, which says how it began. What is reported counts, or, where nothing is, Redrive's own reading. Of a breaker that flaps, more than two changes
 * within a thousandth of the range are two: the worst state, and the last. A chart shows no more.
 */
async function readChanges({ sql }: Ctx, specs: readonly DownstreamSpec[], from: Date, rangeMs: number): Promise<readonly Change[]> {
  const names = textArray(specs.map(({ name }) => name));
  const voices = textArray(specs.map(({ readings }) => (readings.length > 0 ? "reported" : "own")));
  return sql<Change[]>`
    with changes as (
      select t.id, t.downstream, t.at, t.to_state, date_bin(${`${rangeMs / 1_000} milliseconds`}::interval, t.at, ${from}) as bin
      from unnest(${names}::text[], ${voices}::breaker_voice[]) as s(name, voice)
      join breaker_transitions t on t.downstream = s.name and t.voice = s.voice
      where t.at >= coalesce((
        select max(b.at) from breaker_transitions b where b.downstream = s.name and b.voice = s.voice and b.at < ${from}
      ), ${from})
    ), bins as (
      select downstream, bin, count(*) as n, min(at) as first, max(at) as last,
        (array_agg(to_state order by array_position(${textArray(order)}::text[], to_state::text)))[1] as worst, (array_agg(to_state order by at desc, id desc))[1] as final
      from changes group by 1, 2
    )
    select downstream, at, "to" from (
      select c.downstream, c.at, c.to_state as "to", c.id from changes c join bins b using (downstream, bin) where b.n <= 2
      union all select downstream, first, worst, 0 from bins where n > 2
      union all select downstream, last, final, 1 from bins where n > 2
    ) shown order by downstream, at, id`;
}
