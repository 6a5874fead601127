import { byColumn } from "../access/by-column.ts";
import { readSeen, type Seen } from "../access/seen.ts";
import { seenIn, seenWithin } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import type { ReceivingPlace, ReplayTarget, Trials } from "../db/schema/replays.ts";
import { nowIn } from "../db/read-now.ts";
import { noSuch } from "../errors.ts";
import type { Selection } from "../messages/input.ts";
import { answerReplay, type ReplayFacts } from "./answer.ts";
import { countColumns } from "./count-columns.ts";
import { readSlowestComeback } from "./learn-window.ts";
import { lineOf, type ReplayLine, type ReplayRow } from "./list.ts";
import { reasonColumn } from "./reason-column.ts";
import { type Outcomes, readOutcomes } from "./read-outcomes.ts";
import { type HeldFor, readHeldFor } from "./read-held-for.ts";
import { type HeldKeys, readHeldKeys } from "./read-held-keys.ts";
import { readPolicy } from "./policy.ts";
import { type Limits, readLimits } from "./read-limits.ts";
import { unreadColumn } from "./read-until.ts";
import { isAsking } from "./send/find-lost.ts";
import { standingColumn, unconsumedColumn } from "./stages/ask-receivers.ts";
import { listStages, type StageLine } from "./stages/list.ts";
import { stageColumn } from "./stages/stage-column.ts";
import { waitsColumns } from "./waits.ts";

export interface ReplayView extends ReplayLine, Limits {
  readonly answer: string;
  /** What is not sent, by the check that says so, most first. */
  readonly unsent: readonly Outcomes[];
  /** What held items wait for. */
  readonly heldFor: readonly HeldFor[];
  readonly heldKeys: HeldKeys;
  /** Downstreams that it does not wait for any more, and why. */
  readonly overrides: readonly { readonly downstream: string; readonly at: string; readonly reason: string }[];
  /** Who takes what it sends, as its brokers told last; empty: not asked yet, or nobody tells. */
  readonly receivers: readonly Pick<ReceivingPlace, "name" | "consumers" | "most" | "idle" | "backlog">[];
  readonly target: ReplayTarget;
  /** What was chosen, to plan it again. */
  readonly chosen: Selection | null;
  readonly asOf: Date;
  /** Taken by the broker, and come back, per bucket of `bucketSeconds`, oldest first; buckets without any are 0. */
  readonly bars: readonly { readonly at: Date; readonly n: number; readonly cameBack: number }[];
  /** After so long in which nothing can be sent it pauses by itself. */
  readonly notSentSeconds: number;
  readonly bucketSeconds: number;
  /** Over the last ten seconds; null: it does not run. */
  readonly perSecond: number | null;
  readonly stages: readonly StageLine[];
  readonly cameBack: readonly {
    readonly messageId: number;
    readonly eventKey: string | null;
    readonly title: string;
    readonly at: Date;
    readonly same: boolean;
    /** It carries no mark of Redrive: nothing proves that it is what was sent. */
    readonly likely: boolean;
  }[];
}

const mostBars = 60;
/** From a death to its capture. */
const lateMs = 2_000;
const buckets = [1, 2, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400];

/** One replay with its outcomes over time and what came back of it. */
export async function getReplay(ctx: Ctx, { id }: { readonly id: number }): Promise<ReplayView> {
  const { sql } = ctx;
  const seen = await readSeen(ctx);
  const [row] = await sql<
    (ReplayRow & {
      chosen: Selection | null;
      overrides: ReplayView["overrides"];
      trials: Readonly<Record<string, Trials>>;
      receivers: ReplayView["receivers"] | null;
      asOf: Date;
      lastAt: Date | null;
      recent: number;
      standing: ReplayFacts["standing"];
    })[]
  >`
    select r.id, r.state, ${reasonColumn(sql, sql`r.pause_code`, sql`r.pause_data`)} as pause, ${waitsColumns(sql)}, ${stageColumn(sql)} as stage, ${unconsumedColumn(sql)} as unconsumed, ${unreadColumn(sql)} as unread, ${standingColumn(sql)} as standing, r.unwatched, r.selection, r.reason, ${byColumn(sql, sql`r.principal_id`)} as by, r.rate, r.total, r.places, r.created_at as "createdAt",
      r.finished_at as "finishedAt", r.policy, r.target, r.filter as chosen, r.overrides, r.trials, r.receivers, r.as_of as "asOf", c.counts, i."lastAt", i.recent
    from replays r cross join lateral (select ${countColumns(sql)} as counts from replay_counts c where c.replay_id = r.id) c
    cross join lateral (
      select max(p.at) + interval '1 second' as "lastAt", coalesce(sum(p.n) filter (where p.at > ${nowIn(ctx)} - interval '10 seconds'), 0)::bigint as recent
      from replay_pace p where p.replay_id = r.id
    ) i where r.id = ${id} ${seenWithin(sql, seen.replays, sql`r.places`)}`;
  if (!row) throw noSuch(`replay ${id}`);
  const { lastAt, recent, chosen, asOf, standing, trials: _, receivers, ...known } = row;
  const slowest = known.counts.cameBack > 0 ? await readSlowestComeback(sql, id) : null;
  const line = lineOf(known, slowest);
  const policy = readPolicy(row.policy);
  const watched = new Date((lastAt ?? line.createdAt).getTime() + (slowest === null ? 0 : line.observeSeconds * 1_000));
  const cameBack = await readCameBack(ctx, id, seen);
  // Some come back after the watch has ended: the chart shows them too, as far as they are listed.
  const over = new Date(Math.max(watched.getTime(), ...cameBack.map(({ at }) => at.getTime() + lateMs)));
  const end = line.state === "running" || over > ctx.clock() ? ctx.clock() : over;
  const seconds = Math.max(1, (end.getTime() - line.createdAt.getTime()) / 1_000);
  const bucketSeconds = buckets.find((size) => seconds / size <= mostBars) ?? 86_400;
  const perSecond = line.state === "running" ? recent / Math.min(10, seconds) : null;
  const [outcomes, heldFor, heldKeys, bars, stages, limits, asking] = await Promise.all([
    readOutcomes(sql, id),
    readHeldFor(ctx, row),
    readHeldKeys(sql, id),
    readBars(ctx, id, line.createdAt, end, bucketSeconds),
    listStages(sql, id, line.observeSeconds),
    readLimits(ctx, line, policy),
    line.counts.unknown > 0 && isAsking(ctx, id),
  ]);
  return {
    ...line,
    heldFor,
    heldKeys,
    overrides: row.overrides,
    receivers: receivers ?? [],
    target: row.target,
    chosen,
    asOf,
    answer: answerReplay({
      ...line,
      canary: stages.find(({ kind }) => kind === "canary") ?? null,
      unstable: limits.unstable,
      standing,
      asking,
      perSecond,
      lateSeconds: lateSecondsOf(line.finishedAt, cameBack),
    }),
    unsent: outcomes.filter(({ state }) => state === "skipped" || state === "held"),
    bars,
    notSentSeconds: policy.stop.notSentSeconds,
    stages,
    ...limits,
    bucketSeconds,
    perSecond,
    cameBack,
  };
}

/** From the end of a replay to its newest comeback; null: nothing came back since it ended. */
function lateSecondsOf(finishedAt: Date | null, [newest]: ReplayView["cameBack"]): number | null {
  return finishedAt && newest && newest.at > finishedAt ? (newest.at.getTime() - finishedAt.getTime()) / 1_000 : null;
}

function readBars(ctx: Ctx, id: number, from: Date, to: Date, seconds: number): Promise<ReplayView["bars"]> {
  const step = `${seconds} seconds`;
  return ctx.sql<ReplayView["bars"][number][]>`
    with taken as (
      select date_bin(${step}::interval, greatest(p.at, ${from}), ${from}) as at, sum(p.n) as n from replay_pace p where p.replay_id = ${id} group by 1
    ), back as (
      select date_bin(${step}::interval, m.captured_at, ${from}) as at, count(*) as n
      from replay_items i join messages m on m.id = i.came_back_as where i.replay_id = ${id} and i.state = 'came_back' group by 1
    )
    select b.at, coalesce(t.n, 0)::int as n, coalesce(k.n, 0)::int as "cameBack"
    from generate_series(${from}::timestamptz, ${to}::timestamptz, ${step}::interval) as b(at)
    left join taken t on t.at = b.at left join back k on k.at = b.at order by 1`;
}

function readCameBack({ sql }: Ctx, id: number, { messages }: Seen): Promise<ReplayView["cameBack"]> {
  return sql<ReplayView["cameBack"][number][]>`
    select n.id as "messageId", n.event_key as "eventKey", g.title, n.captured_at as at, n.group_id = m.group_id as same, coalesce(starts_with(i.reason_code, 'back_by_'), false) as likely
    from replay_items i join messages m on m.id = i.message_id join messages n on n.id = i.came_back_as join groups g on g.id = n.group_id
    where i.replay_id = ${id} and i.state = 'came_back' ${seenIn(sql, messages, sql`n.queue_id`)} order by n.id desc limit 20`;
}
