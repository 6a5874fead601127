import { visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import type { Sql, Transaction } from "../db/client.ts";
import { numberArray } from "../db/arrays.ts";
import { diagnoseMessage } from "../failures/diagnose.ts";
import type { Selection } from "../messages/input.ts";
import { readParts, type Stored } from "../payloads/read.ts";
import { failedMessage, readerOf } from "../payloads/reader.ts";
import { newBreath } from "../process/breath.ts";
import { chosenMessages } from "../selections/chosen.ts";
import { mostWithin, timeToDie } from "./watch-window.ts";

/** From either end of the selection. */
const mostEach = 10;
/** A larger message is not read for this. */
const mostBytes = 64 * 1024;
/** Small bodies may unpack to megabytes: what is not read by then is left out. */
const longestMs = 250;
/** Of each group, and of one replay, the newest. */
const mostOfGroup = 1_000;

interface End {
  readonly id: number;
  readonly groupId: number;
  readonly replayCount: number;
}

/**
 * How long the failures of a selection take to kill a message, in seconds, as far as a look at its newest and oldest tells: how late messages of their
 * groups came back from replays, and what their own bytes say. null: nothing says. `selection` is one that SQL can answer.
 */
export async function learnWindow(ctx: Ctx, selection: Selection): Promise<number | null> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "message.view");
  const chosen = sql`select m.* from messages m where m.state = 'dead' and ${chosenMessages(ctx, selection, visible)}`;
  const ends = await sql<End[]>`
    select id, group_id as "groupId", replay_count as "replayCount" from (
      (${chosen} order by m.sort_at desc, m.id desc limit ${mostEach}) union (${chosen} order by m.sort_at, m.id limit ${mostEach})
    ) ends where size <= ${mostBytes}`;
  const comebacks = await readComebacks(ctx, [...new Set(ends.map(({ groupId }) => groupId))]);
  const known = [mostWithin(comebacks), mostWithin(await readDying(ctx, ends))].filter((seconds) => seconds !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** Seconds from the outcome of a send to the capture of its comeback, for the newest messages of these groups. */
async function readComebacks({ sql }: Ctx, groups: readonly number[]): Promise<readonly number[]> {
  const rows = await sql<{ seconds: number }[]>`
    select extract(epoch from n.captured_at - i.outcome_at)::float8 as seconds
    from unnest(${numberArray(groups)}::bigint[]) as g(id) cross join lateral (
      select captured_at, came_back_from from messages where group_id = g.id order by sort_at desc, id desc limit ${mostOfGroup}
    ) n join replay_items i on i.id = n.came_back_from
    where i.outcome_at < n.captured_at`;
  return rows.map(({ seconds }) => seconds);
}

async function readDying(ctx: Ctx, ends: readonly End[]): Promise<readonly number[]> {
  const replayed = new Set(ends.filter(({ replayCount }) => replayCount > 0).map(({ id }) => id));
  const breath = newBreath();
  let spentMs = 0;
  const times: number[] = [];
  for await (const part of readParts(
    ctx,
    ends.map(({ id }) => id),
  ))
    for (const stored of part) {
      if (spentMs > longestMs) return times;
      await breath();
      const began = performance.now();
      const seconds = dyingOf(ctx, stored, replayed.has(stored.id));
      spentMs += performance.now() - began;
      if (seconds !== null) times.push(seconds);
    }
  return times;
}

function dyingOf(ctx: Ctx, stored: Stored, replayed: boolean): number | null {
  const reader = readerOf(ctx, stored);
  if (!reader) return null;
  const { attempts, envelope, diedAt } = diagnoseMessage(failedMessage(reader, stored, stored.capturedAt), reader.rules);
  const tries = attempts.flatMap((attempt) => (attempt.kind === "recorded" && attempt.at ? [attempt.at.getTime()] : []));
  const triedAt = tries.length > 1 ? new Date(Math.min(...tries)) : null;
  return timeToDie({ triedAt, producedAt: replayed ? null : envelope.producedAt, diedAt });
}

/** The slowest of a replay's own comebacks, in seconds from the outcome of the send to the capture; null: nothing of it came back. */
export async function readSlowestComeback(sql: Sql | Transaction, replayId: number): Promise<number | null> {
  const [row] = await sql<[{ seconds: number | null }]>`
    select max(extract(epoch from n.captured_at - i.outcome_at))::float8 as seconds from (
      select i.outcome_at, i.came_back_as from replay_items i where i.replay_id = ${replayId} and i.state = 'came_back'
        and i.state in ('held', 'skipped', 'returned', 'refused', 'unknown', 'came_back', 'cancelled')
      order by i.id desc limit ${mostOfGroup}
    ) i join messages n on n.id = i.came_back_as`;
  return row.seconds;
}
