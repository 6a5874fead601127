import { numberArray } from "../db/arrays.ts";
import type { Ctx } from "../context.ts";
import { nowIn } from "../db/read-now.ts";

/** Since when a downstream lets a replay's messages go: each closing is tried by itself. */
export interface Closing {
  readonly replayId: number;
  readonly downstream: string;
  readonly since: Date;
}

/** Notes items of a replay that were let go to a downstream which has closed: whether they stay away decides about the rest. */
export async function noteTrials({ sql }: Ctx, { replayId, downstream, since }: Closing, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const at = since.toISOString();
  await sql`
    update replays set trials = trials || jsonb_build_object(${downstream}::text, jsonb_build_object('since', ${at}::text, 'ids',
      case when trials -> ${downstream}::text ->> 'since' = ${at} then trials -> ${downstream}::text -> 'ids' else '[]' end || to_jsonb(${numberArray(ids)}::bigint[])))
    where id = ${replayId}`;
}

/**
 * What became of them. none: nothing was tried since that closing, or nothing that tells. pending: their window is not over. stayed: the rest may go. back: no more stayed
 * away than came back, so the replay pauses, until a person resumes it.
 */
export async function judgeTrials(ctx: Ctx, { replayId, downstream, since }: Closing): Promise<"none" | "pending" | "stayed" | "back"> {
  const { sql } = ctx;
  const [tried] = await sql<[{ verdict: "stayed" | "back" | null; pending: number; back: number; stayed: number }?]>`
    select t.trials ->> 'verdict' as verdict, i.* from (select trials -> ${downstream}::text as trials from replays where id = ${replayId}) t
    cross join lateral (
      select count(*) filter (where state in ('selected', 'observing') or (state = 'held' and held_until <= ${nowIn(ctx)})) as pending,
        count(*) filter (where state = 'came_back') as back, count(*) filter (where state in ('presumed_ok', 'processed', 'confirmed')) as stayed
      from replay_items where id in (select e::bigint from jsonb_array_elements_text(t.trials -> 'ids') e)
    ) i where t.trials ->> 'since' = ${since.toISOString()}`;
  if (!tried) return "none";
  const { verdict, pending, back, stayed } = tried;
  if (verdict) return verdict;
  if (pending > 0 && (back > 0 || stayed === 0)) return "pending";
  if (back + stayed === 0) return "none";
  const found = stayed > back ? "stayed" : "back";
  await sql`
    update replays set trials = jsonb_set(trials, array[${downstream}::text], trials -> ${downstream}::text || ${JSON.stringify({ verdict: found, n: back, of: back + stayed })}::text::jsonb)
    where id = ${replayId}`;
  return found;
}
