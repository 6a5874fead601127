import type { Audience, Target } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import type { Verdict } from "../failures/failure.ts";
import { answerPlan } from "./answer.ts";
import { chosenMessages } from "../selections/chosen.ts";
import type { PlanInput } from "./input.ts";
import { judgeMessage } from "./judge.ts";
import { type Exclusion, planReplay, type ReplayPlan } from "./plan.ts";
import { selectionWords } from "../selections/selection-words.ts";
import { readLogSamples, type SourceSample } from "./read-log-samples.ts";
import { targetWords } from "./words.ts";

export interface PlanSample {
  readonly id: number;
  readonly eventType: string;
  readonly eventKey: string | null;
  readonly title: string;
  /** Why it would be skipped; null: it would be sent. */
  readonly why: Exclusion | null;
}

export interface PlanView extends ReplayPlan {
  readonly answer: { readonly title: string; readonly sub: string };
  readonly words: string;
  readonly chosen: number;
  /** No queue would take any of them; false also where that cannot be known. */
  readonly nowhere: boolean;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Different event keys among those that carry one. */
  readonly keys: number;
  /** There may be more keys: of so many messages not all were looked at. */
  readonly keysCapped: boolean;
  readonly diedFrom: Date | null;
  readonly diedTo: Date | null;
  /** A few of those that would be sent, and of each exclusion. */
  readonly samples: readonly PlanSample[];
  /** Targets besides queues by name that some of the messages have. */
  readonly offers: { readonly exchange: boolean; readonly putBack: boolean; readonly partition: boolean };
  /** Where the messages would go, with who receives them there; an audience that cannot be read is null. */
  readonly destinations: readonly {
    readonly source: string;
    readonly target: string;
    readonly n: number;
    readonly audience: Audience | null;
    /** Logs only: the consumer groups that sampled messages failed in; null: it is no log. */
    readonly failedIn: readonly string[] | null;
  }[];
}

const samplesEach = 3;
const mostDestinations = 5;
/** In more messages than these keys are not counted. */
const keysSought = 50_000;

interface Place {
  readonly source: string;
  readonly origin: string | null;
  readonly n: number;
}

interface Totals {
  readonly chosen: number;
  readonly diedFrom: Date | null;
  readonly diedTo: Date | null;
  readonly excluded: Partial<Record<Exclusion, number>>;
  readonly verdicts: Partial<Record<Verdict, number>>;
  readonly samples: PlanSample[];
  readonly places: Place[];
  readonly queues: readonly { readonly source: string; readonly mode: string | null }[];
}

/** What a replay of this selection would do, without doing any of it. Every count is exact, but that of the keys. */
export async function readPlan(ctx: Ctx, input: PlanInput): Promise<PlanView> {
  const release = input.target.to === "release";
  const codecs = new Map(ctx.config.sources.map(({ name, kind }) => [name, ctx.brokers.codec(kind)]));
  const isLog = (source: string) => Boolean(codecs.get(source)?.log);
  const logs = [...codecs.keys()].filter(isLog);
  const [{ chosen, diedFrom, diedTo, samples, places, queues, ...counted }, { keys, keysOfLogs }, words, logSamples] = await Promise.all([
    readTotals(ctx, input),
    countKeys(ctx, input, logs),
    selectionWords(ctx, input.selection),
    release ? [] : readLogSamples(ctx, input, logs),
  ]);
  const verdicts = { poison: 0, transient: 0, unknown: 0, ...counted.verdicts };
  const excluded = { in_replay: 0, not_dead: 0, too_often: 0, no_origin: 0, captured: 0, stays: 0, ...counted.excluded };
  const hasLogs = queues.some(({ source }) => isLog(source));
  const toOrigin = input.target.to === "failed_queue" && input.target.partition === "origin";
  const keysCapped = chosen > keysSought;
  const log = hasLogs ? { keys: keysOfLogs, keysCapped, samples: logSamples, toOrigin } : null;
  const plan = planReplay({ chosen, excluded, verdicts, rate: input.rate, release, log }, ctx.config.replayLimit);
  const [only, ...others] = places;
  const target =
    input.target.to === "failed_queue" && !toOrigin && only && others.length === 0
      ? (only.origin ?? "its queue")
      : targetWords(input.target);
  const destinations = await Promise.all(
    places.map((place) => readDestination(ctx, input, place, isLog(place.source) ? logSamples : null)),
  );
  const unreachable = destinations.filter(({ audience }) => audience?.receivers?.length === 0).map((place) => place.target);
  const nowhere = unreachable.length === destinations.length ? unreachable : [];
  return {
    ...plan,
    answer: answerPlan(plan, { words: target, release, nowhere }),
    nowhere: nowhere.length > 0,
    words,
    chosen,
    verdicts,
    keys,
    keysCapped,
    diedFrom,
    diedTo,
    samples,
    offers: {
      exchange: queues.some(({ source }) => codecs.get(source)?.exchanges === true),
      putBack: queues.some(({ mode }) => mode !== "mirror"),
      partition: hasLogs,
    },
    destinations,
  };
}

/**
 * The chosen messages are read once and summed by what they are judged by, so that a million come down to a few rows before anything is judged,
 * joined or named. They are read page by page: one index entry after the other takes twice as long for a million. The newest ids of three kinds are
 * enough to show three messages of any exclusion.
 */
async function readTotals(ctx: Ctx, input: PlanInput): Promise<Totals> {
  return ctx.sql.begin(async (sql) => {
    await sql`set local enable_indexscan = off`;
    const [totals] = await sql<[Totals]>`
    with m as (
      select m.group_id, m.state, m.replay_count, count(*) as n, min(m.died_at) as first, max(m.died_at) as last,
        array[max(m.id) filter (where m.id % 3 = 0), max(m.id) filter (where m.id % 3 = 1), max(m.id) filter (where m.id % 3 = 2)] as newest
      from messages m where ${chosenMessages(ctx, input.selection, "array")} group by 1, 2, 3
    ), judged as materialized (
      select m.n, m.first, m.last, m.newest, g.verdict, g.origin, g.queue_id, q.source, ${judgeMessage(ctx, input.target)} as why
      from m join groups g on g.id = m.group_id join queues q on q.id = g.queue_id
    )
    select coalesce(sum(n), 0)::bigint as chosen, min(first) as "diedFrom", max(last) as "diedTo",
      (select coalesce(jsonb_object_agg(why, n), '{}') from (select why, sum(n) as n from judged where why is not null group by 1) x) as excluded,
      (select coalesce(jsonb_object_agg(verdict, n), '{}') from (select verdict, sum(n) as n from judged where why is null group by 1) x) as verdicts,
      (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'eventType', e.event_type, 'eventKey', e.event_key, 'title', g.title, 'why', s.why)), '[]') from (
        select why, id, row_number() over (partition by why order by id desc) as nth from judged cross join unnest(newest) as id where id is not null
      ) s join messages e on e.id = s.id join groups g on g.id = e.group_id where nth <= ${samplesEach}) as samples,
      (select coalesce(jsonb_agg(jsonb_build_object('source', source, 'origin', origin, 'n', n)), '[]') from (
        select source, origin, sum(n) as n from judged where why is null group by 1, 2 order by 3 desc limit ${mostDestinations}
      ) x) as places,
      (select coalesce(jsonb_agg(jsonb_build_object('source', q.source, 'mode', q.mode)), '[]')
        from queues q where q.id in (select queue_id from judged)) as queues
    from judged`;
    return totals;
  });
}

/** Different keys, and how many of those come from a log. */
async function countKeys(
  ctx: Ctx,
  { selection }: PlanInput,
  logs: readonly string[],
): Promise<{ readonly keys: number; readonly keysOfLogs: number }> {
  const [row] = await ctx.sql<[{ keys: number; keysOfLogs: number }]>`
    select count(*) as keys, count(*) filter (where logged) as "keysOfLogs" from (
      select event_key, bool_or(queue_id in (select id from queues where source = any(${textArray(logs)}::text[]))) as logged
      from (select m.event_key, m.queue_id from messages m where ${chosenMessages(ctx, selection)} limit ${keysSought}) sought
      where event_key is not null group by 1
    ) keys`;
  return row;
}

async function readDestination(
  ctx: Ctx,
  { target }: PlanInput,
  { source, origin, n }: Place,
  logSamples: readonly SourceSample[] | null,
): Promise<PlanView["destinations"][number]> {
  const at: Target | null = target.to === "queue" ? target : target.to === "failed_queue" && origin ? { to: "queue", queue: origin } : null;
  // A source may have left the configuration since, or not answer.
  const readAudience = async (to: Target) => ctx.brokers.get(source).audience(to);
  const audience = at ? await readAudience(at).catch(() => null) : null;
  const failedIn = logSamples && [
    ...new Set(logSamples.flatMap((sample) => (sample.source === source && sample.failedAt === at?.queue ? (sample.group ?? []) : []))),
  ];
  return { source, n, audience, failedIn, target: at ? at.queue : targetWords(target) };
}
