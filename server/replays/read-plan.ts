import type { Audience, BrokerKind, Target } from "../brokers/broker.ts";
import type { Ctx } from "../context.ts";
import type { Verdict } from "../failures/failure.ts";
import { answerPlan } from "./answer.ts";
import { chosenMessages } from "../messages/chosen.ts";
import type { PlanInput } from "./input.ts";
import { judgeMessage } from "./judge.ts";
import { type Exclusion, planReplay, type ReplayPlan } from "./plan.ts";
import { selectionWords } from "../messages/selection-words.ts";
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
const hasExchanges: ReadonlySet<BrokerKind | undefined> = new Set(["rabbitmq", "memory"]);

interface Place {
  readonly source: string;
  readonly origin: string | null;
  readonly n: number;
}

interface Totals {
  readonly chosen: number;
  readonly keys: number;
  readonly diedFrom: Date | null;
  readonly diedTo: Date | null;
  readonly excluded: Partial<Record<Exclusion, number>>;
  readonly verdicts: Partial<Record<Verdict, number>>;
  readonly samples: PlanSample[];
  readonly places: Place[];
  readonly queues: readonly { readonly source: string; readonly mode: string | null }[];
}

/** What a replay of this selection would do, without doing any of it. One statement reads the chosen messages once. */
export async function readPlan(ctx: Ctx, input: PlanInput): Promise<PlanView> {
  const release = input.target.to === "release";
  const kinds = new Map(ctx.config.sources.map(({ name, kind }) => [name, kind]));
  const isLog = (source: string) => kinds.get(source) === "kafka";
  const [{ chosen, keys, diedFrom, diedTo, samples, places, queues, ...counted }, words, logSamples] = await Promise.all([
    readTotals(ctx, input),
    selectionWords(ctx, input.selection),
    release ? [] : readLogSamples(ctx, input, [...kinds.keys()].filter(isLog)),
  ]);
  const verdicts = { poison: 0, transient: 0, unknown: 0, ...counted.verdicts };
  const excluded = { in_replay: 0, not_dead: 0, too_often: 0, no_origin: 0, captured: 0, stays: 0, ...counted.excluded };
  const hasLogs = queues.some(({ source }) => isLog(source));
  const toOrigin = input.target.to === "failed_queue" && input.target.partition === "origin";
  const log = hasLogs ? { keys, samples: logSamples, toOrigin } : null;
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
    diedFrom,
    diedTo,
    samples,
    offers: {
      exchange: queues.some(({ source }) => hasExchanges.has(kinds.get(source))),
      putBack: queues.some(({ mode }) => mode !== "mirror"),
      partition: hasLogs,
    },
    destinations,
  };
}

async function readTotals(ctx: Ctx, input: PlanInput): Promise<Totals> {
  const { sql } = ctx;
  const [totals] = await sql<[Totals]>`
    with judged as materialized (
      select m.id, m.group_id, m.queue_id, m.event_type, m.event_key, m.died_at, ${judgeMessage(ctx, input.target)} as why
      from messages m join groups g on g.id = m.group_id join queues q on q.id = m.queue_id
      where ${chosenMessages(ctx, input.selection)}
    )
    select count(*) as chosen, count(distinct event_key) as keys, min(died_at) as "diedFrom", max(died_at) as "diedTo",
      (select coalesce(jsonb_object_agg(why, n), '{}') from (select why, count(*) as n from judged where why is not null group by 1) x) as excluded,
      (select coalesce(jsonb_object_agg(verdict, n), '{}') from (
        select g.verdict, count(*) as n from judged j join groups g on g.id = j.group_id where why is null group by 1
      ) x) as verdicts,
      (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'eventType', s.event_type, 'eventKey', s.event_key, 'title', g.title, 'why', s.why)), '[]') from (
        select *, row_number() over (partition by why order by id desc) as nth from judged
      ) s join groups g on g.id = s.group_id where nth <= ${samplesEach}) as samples,
      (select coalesce(jsonb_agg(jsonb_build_object('source', source, 'origin', origin, 'n', n)), '[]') from (
        select q.source, g.origin, count(*) as n from judged j join groups g on g.id = j.group_id join queues q on q.id = j.queue_id
        where why is null group by 1, 2 order by 3 desc limit ${mostDestinations}
      ) x) as places,
      (select coalesce(jsonb_agg(jsonb_build_object('source', q.source, 'mode', q.mode)), '[]')
        from queues q where q.id in (select distinct queue_id from judged)) as queues
    from judged`;
  return totals;
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
