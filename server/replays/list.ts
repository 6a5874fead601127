import type { Ctx } from "../context.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { answerReplays } from "./answer.ts";
import type { OutcomeCounts } from "./outcome-counts.ts";
import { countColumns } from "./count-columns.ts";
import type { ReplayState } from "./transitions.ts";
import { targetWords } from "./words.ts";

export interface ReplayLine {
  readonly id: number;
  readonly state: ReplayState;
  readonly pauseReason: string | null;
  readonly selection: string;
  readonly reason: string;
  readonly actor: string;
  readonly rate: number | null;
  readonly total: number;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly targetWords: string;
  readonly counts: OutcomeCounts;
}

/** Replays with their outcomes: those that run or are paused first, then the newest. */
export async function listReplays(
  ctx: Ctx,
  { cursor: before, limit }: { readonly cursor?: number | null; readonly limit: number },
): Promise<{ readonly answer: string; readonly replays: readonly ReplayLine[]; readonly next: number | null }> {
  const { sql } = ctx;
  const [rows, [totals]] = await Promise.all([
    sql<(Omit<ReplayLine, "targetWords"> & { target: ReplayTarget })[]>`
      select r.id, r.state, r.pause_reason as "pauseReason", r.selection, r.reason, r.actor, r.rate, r.total, r.created_at as "createdAt",
        r.finished_at as "finishedAt", r.target, c.counts
      from (select * from replays where ${before ? sql`id < ${before}` : sql`true`} order by id desc limit ${limit + 1}) r
      cross join lateral (select ${countColumns(sql)} as counts from replay_counts c where c.replay_id = r.id) c
      order by ${before ? sql`` : sql`r.state not in ('running', 'paused'),`} r.id desc`,
    sql<[{ running: number; paused: number; total: number; needsYou: number }]>`
      select count(*) filter (where state = 'running') as running, count(*) filter (where state = 'paused') as paused, count(*) as total,
        (select coalesce(sum(n), 0)::int from replay_counts where state = 'unknown') as "needsYou" from replays`,
  ]);
  const replays = rows.slice(0, limit).map(({ target, ...row }) => ({ ...row, targetWords: targetWords(target) }));
  return { answer: answerReplays(totals), replays, next: rows.length > limit ? Math.min(...replays.map(({ id }) => id)) : null };
}
