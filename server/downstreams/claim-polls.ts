import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import { readNow } from "../db/read-now.ts";
import type { DownstreamSpec, ReadingSpec } from "./downstream.ts";
import type { Reading } from "./reading.ts";

/** A source of readings in the hand of this worker. */
export interface ClaimedPoll {
  readonly downstream: DownstreamSpec;
  readonly spec: ReadingSpec;
  readonly before: readonly Reading[];
  /** When it was claimed, which is no later than it is asked. */
  readonly at: Date;
  /** Tells this claim from later ones of the same row. */
  readonly heldUntil: Date;
}

const atOnce = 20;
/** Longer than asking may take, so that two workers do not ask the same. */
const holdSeconds = 30;

/** Makes a row for each configured source that has none yet. */
export async function addPolls(ctx: Pick<Ctx, "sql" | "clock">, all: readonly DownstreamSpec[]): Promise<void> {
  const { sql } = ctx;
  const pairs = pairsOf(all);
  await sql`
    insert into breaker_polls (downstream, key, next_at)
    select downstream, key, ${await readNow(ctx)} from unnest(${textArray(pairs.map(([name]) => name))}::text[], ${textArray(pairs.map(([, key]) => key))}::text[]) as t(downstream, key)
    order by 1, 2 on conflict do nothing`;
}

/** Takes what is due, the longest waiting first; workers skip what another one has. What a worker took and never gave back is due again after a while. */
export async function claimPolls(ctx: Pick<Ctx, "sql" | "clock">, all: readonly DownstreamSpec[]): Promise<readonly ClaimedPoll[]> {
  const { sql } = ctx;
  const pairs = pairsOf(all);
  const at = await readNow(ctx);
  const heldUntil = new Date(at.getTime() + holdSeconds * 1_000);
  const rows = await sql<{ downstream: string; key: string; readings: readonly Reading[] }[]>`
    update breaker_polls p set held_until = ${heldUntil}
    from (
      select p.downstream, p.key from breaker_polls p
      join unnest(${textArray(pairs.map(([name]) => name))}::text[], ${textArray(pairs.map(([, key]) => key))}::text[]) as t(downstream, key) using (downstream, key)
      where p.next_at <= ${at} and (p.held_until is null or p.held_until < ${at})
      order by p.next_at limit ${atOnce} for update of p skip locked
    ) due where p.downstream = due.downstream and p.key = due.key
    returning p.downstream, p.key, p.readings`;
  return rows.flatMap(({ downstream: name, key, readings }) => {
    const downstream = all.find((one) => one.name === name);
    const spec = downstream?.readings.find((one) => one.key === key);
    return downstream && spec ? [{ downstream, spec, before: readings, at, heldUntil }] : [];
  });
}

function pairsOf(all: readonly DownstreamSpec[]): readonly (readonly [string, string])[] {
  return all.flatMap(({ name, readings }) => readings.flatMap(({ key, urls }) => (urls.length > 0 ? [[name, key] as const] : [])));
}
