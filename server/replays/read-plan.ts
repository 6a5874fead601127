import type { Audience, Target } from "../brokers/broker.ts";
import type { Ctx } from "../context.ts";
import type { Category, Verdict } from "../failures/failure.ts";
import { answerPlan } from "./answer.ts";
import { chosenMessages } from "./chosen.ts";
import type { PlanInput } from "./input.ts";
import { maxItems } from "./start.ts";
import { planReplay, type ReplayPlan } from "./plan.ts";
import { selectionWords } from "./selection-words.ts";
import { targetWords } from "./words.ts";

export interface PlanView extends ReplayPlan {
  readonly answer: { readonly title: string; readonly sub: string };
  readonly words: string;
  readonly chosen: number;
  readonly tooMany: string | null;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly samples: readonly {
    readonly id: number;
    readonly eventType: string;
    readonly eventKey: string | null;
    readonly title: string;
    readonly category: Category;
    readonly why: string | null;
  }[];
  /** Where the messages would go, with who receives them there; an audience that cannot be read is null. */
  readonly destinations: readonly {
    readonly source: string;
    readonly target: string;
    readonly n: number;
    readonly audience: Audience | null;
  }[];
}

const mostSamples = 6;
const mostDestinations = 5;

/** What a replay of this selection would do, without doing any of it. */
export async function readPlan(ctx: Ctx, input: PlanInput): Promise<PlanView> {
  const { sql } = ctx;
  const release = input.target.to === "release";
  const needsOrigin = input.target.to === "failed_queue" || input.target.to === "origin";
  const judged = sql`
    select m.id, m.event_type, m.event_key, g.title, g.category, g.verdict, g.origin, q.source, case
      when m.state <> 'dead' then 'not_dead'
      when ${!release} and m.replay_count >= ${ctx.config.replayLimit} then 'too_often'
      when ${needsOrigin} and g.origin is null then 'no_origin'
    end as why
    from (select * from messages m where ${chosenMessages(ctx, input.selection)} limit ${maxItems + 1}) m
    join groups g on g.id = m.group_id join queues q on q.id = m.queue_id`;
  const [[totals], samples, places] = await Promise.all([
    sql<[{ chosen: number; notDead: number; tooOften: number; noOrigin: number; poison: number; transient: number; unknown: number }]>`
      select count(*) as chosen, count(*) filter (where why = 'not_dead') as "notDead", count(*) filter (where why = 'too_often') as "tooOften",
        count(*) filter (where why = 'no_origin') as "noOrigin", count(*) filter (where why is null and verdict = 'poison') as poison,
        count(*) filter (where why is null and verdict = 'transient') as transient, count(*) filter (where why is null and verdict = 'unknown') as unknown
      from (${judged}) j`,
    sql<PlanView["samples"][number][]>`
      select id, event_type as "eventType", event_key as "eventKey", title, category, why from (${judged}) j order by why is null, id desc limit ${mostSamples}`,
    sql<{ source: string; origin: string | null; n: number }[]>`
      select source, origin, count(*) as n from (${judged}) j where why is null group by 1, 2 order by 3 desc limit ${mostDestinations}`,
  ]);
  const { poison, transient, unknown, ...counts } = totals;
  const verdicts = { poison, transient, unknown };
  const plan = planReplay({ ...counts, verdicts, rate: input.rate }, ctx.config.replayLimit);
  return {
    ...plan,
    answer: answerPlan(
      plan,
      input.target.to === "failed_queue" && places.length === 1 ? (places[0]?.origin ?? "its queue") : targetWords(input.target),
    ),
    words: await selectionWords(ctx, input.selection),
    chosen: counts.chosen,
    tooMany: counts.chosen > maxItems ? `One replay holds up to ${maxItems.toLocaleString("en")} messages. Narrow the filter.` : null,
    verdicts,
    samples,
    destinations: await Promise.all(places.map((place) => readDestination(ctx, input, place))),
  };
}

async function readDestination(
  ctx: Ctx,
  { target }: PlanInput,
  { source, origin, n }: { source: string; origin: string | null; n: number },
): Promise<PlanView["destinations"][number]> {
  const at: Target | null = target.to === "queue" ? target : target.to === "failed_queue" && origin ? { to: "queue", queue: origin } : null;
  const audience = at
    ? await ctx.brokers
        .get(source)
        .audience(at)
        .catch(() => null)
    : null;
  return { source, n, audience, target: at ? at.queue : targetWords(target) };
}
