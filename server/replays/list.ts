import { type By, byColumn } from "../access/by-column.ts";
import type { Place } from "../access/permissions.ts";
import { readSeen } from "../access/seen.ts";
import { seenWithin } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import type { Selection } from "../messages/input.ts";
import { answerReplays, type ReplaysFacts } from "./answer.ts";
import { countColumns } from "./count-columns.ts";
import type { Reason } from "../messages/reason.ts";
import { reasonColumn } from "./reason-column.ts";
import type { OutcomeCounts } from "./outcome-counts.ts";
import type { ReplaysInput } from "./input.ts";
import type { ReplayState } from "./transitions.ts";
import { type Watched, watchedOf } from "./policy.ts";
import { type Waits, type WaitsRow, waitsColumns, withWaits } from "./waits.ts";
import { unreadColumn } from "./read-until.ts";
import { unconsumedColumn } from "./stages/ask-receivers.ts";
import { stageColumn, type StageNow } from "./stages/stage-column.ts";
import { targetWords } from "./words.ts";

export interface ReplayLine extends Watched {
  readonly id: number;
  readonly state: ReplayState;
  /** Why it is paused; null: it is not. */
  readonly pause: Reason | null;
  /** Of a running one: why nothing can be sent at the moment; null: it can. */
  readonly waits: Waits | null;
  /** null: it has ended, or began before there were stages. */
  readonly stage: StageNow | null;
  readonly selection: string;
  readonly reason: string;
  readonly by: By;
  readonly rate: number | null;
  readonly total: number;
  /** The queues that it touches, or may touch: where an act on it has to be permitted. */
  readonly places: readonly Place[];
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly targetWords: string;
  /** Its targets that nobody consumes, as their brokers told last: that nothing comes back proves nothing. */
  readonly unconsumed: readonly string[];
  /** The dead-letter queue that is not read while its messages are watched, by name: that nothing comes back proves nothing. null: it is read, or nothing is watched. */
  readonly unread: string | null;
  /** Why its watch ended before that proved anything; null: it did not. */
  readonly unwatched: Reason | null;
  readonly counts: OutcomeCounts;
}

/** What a line is made of. */
export interface ReplayRow extends Omit<ReplayLine, keyof Watched | "targetWords" | "waits">, WaitsRow {
  readonly target: ReplayTarget;
  readonly policy: unknown;
}

/** `slowest`: see `watchedOf`. */
export function lineOf({ target, policy, ...row }: ReplayRow, slowest: number | null = null): ReplayLine {
  return { ...withWaits(row), ...watchedOf({ target, policy }, slowest), targetWords: targetWords(target) };
}

export interface ReplaysPage {
  readonly answer: { readonly title: string; readonly sub: string | null };
  readonly total: number;
  /** Replays that are paused or hold unknown items. */
  readonly needsYou: number;
  readonly replays: readonly (ReplayLine & { readonly chosen: Selection | null })[];
  readonly next: number | null;
}

const mostLive = 50;

/** Visible replays with their outcomes: on the first page those that run or are paused, then the newest. */
export async function listReplays(ctx: Ctx, { show, cursor: before, limit }: ReplaysInput): Promise<ReplaysPage> {
  const { sql } = ctx;
  const { replays: visible } = await readSeen(ctx);
  const seen = seenWithin(sql, visible, sql`r.places`);
  const waiting = sql`r.id in (select replay_id from replay_counts where state = 'unknown' group by 1 having sum(n) > 0)`;
  const wanted = show === "needs_you" ? sql`(r.state = 'paused' or ${waiting}) ${seen}` : sql`true ${seen}`;
  const live = sql`(select * from replays r where ${!before} and r.state in ('running', 'paused') and ${wanted} order by id desc limit ${mostLive})`;
  const over = sql`(select * from replays r where r.state not in ('running', 'paused') and ${before ? sql`id < ${before}` : sql`true`} and ${wanted}
    order by id desc limit ${limit + 1})`;
  const [rows, [totals]] = await Promise.all([
    sql<(ReplayRow & { chosen: Selection | null })[]>`
      select r.id, r.state, ${reasonColumn(sql, sql`r.pause_code`, sql`r.pause_data`)} as pause, ${waitsColumns(sql)}, ${stageColumn(sql)} as stage, ${unconsumedColumn(sql)} as unconsumed, ${unreadColumn(sql)} as unread, r.unwatched, r.selection, r.reason, ${byColumn(sql, sql`r.principal_id`)} as by, r.rate, r.total, r.places, r.created_at as "createdAt",
        r.finished_at as "finishedAt", r.target, r.policy, r.filter as chosen, c.counts
      from (${live} union all ${over}) r
      cross join lateral (select ${countColumns(sql)} as counts from replay_counts c where c.replay_id = r.id) c
      order by r.state not in ('running', 'paused'), r.id desc`,
    sql<[Omit<ReplaysFacts, "live"> & { needsYou: number }]>`
      select count(*) filter (where state = 'running') as running, count(*) filter (where state = 'paused') as paused,
        count(*) filter (where state = 'observing') as observing, count(*) as total,
        count(*) filter (where finished_at > ${new Date(ctx.clock().getTime() - 7 * 86_400_000)}) as "endedThisWeek",
        count(*) filter (where r.state = 'paused' or ${waiting}) as "needsYou",
        (select coalesce(jsonb_agg(jsonb_build_object('id', replay_id, 'n', n) order by replay_id desc), '[]') from (
          select replay_id, sum(n) as n from replay_counts where state = 'unknown' ${visible === "everywhere" ? sql`` : sql`and replay_id in (select r.id from replays r where true ${seen})`}
          group by 1 having sum(n) > 0
        ) u) as undecided
      from replays r where true ${seen}`,
  ]);
  const lines = rows.map(({ chosen, ...row }) => ({ ...lineOf(row), chosen }));
  const ended = lines.filter(({ state }) => state !== "running" && state !== "paused");
  const more = ended.length > limit;
  const replays = more ? lines.slice(0, -1) : lines;
  return {
    answer: answerReplays({ ...totals, live: lines.filter(({ state }) => state === "running" || state === "paused") }),
    total: totals.total,
    needsYou: totals.needsYou,
    replays,
    next: more ? (replays.at(-1)?.id ?? null) : null,
  };
}
