import type { Fragment } from "postgres";
import { seenIn, type Visible } from "../access/visible.ts";
import { findLast } from "../applications/sequences/find-last.ts";
import type { Ctx } from "../context.ts";
import { numberArray, textArray } from "../db/arrays.ts";
import type { Sql, Transaction } from "../db/client.ts";
import type { Verdict } from "../failures/failure.ts";
import { type Counter, countersOf, type QueueRef } from "./counters.ts";
import { joinEntries, votersOf } from "./judge-for-all.ts";
import type { Entry, KeyFacts, Last, Standing } from "./judge-sequence.ts";

/** The messages of a queue that share an event key. */
export interface KeyRef {
  readonly queueId: number;
  readonly key: string;
}

export interface StoredEntry extends Entry {
  readonly queueId: number;
  readonly verdict: Verdict;
  readonly eventType: string;
  /** What its group is called. */
  readonly title: string;
  /** When it died, otherwise when it was captured. */
  readonly at: Date;
  /** The replay that has it now, or sent it last; null: none. */
  readonly replayId: number | null;
}

/** What one consumer of a key's messages has to do with it. */
export interface KeyCount extends KeyFacts<StoredEntry> {
  readonly counter: Counter;
  /** The table that tells the last number; null: none is configured. */
  readonly table: string | null;
}

/** All that is known of a key at this moment. */
export interface StoredKey extends KeyRef {
  readonly queue: QueueRef;
  /** One at least: the consumers of its queue by which its numbers are judged. */
  readonly counts: readonly KeyCount[];
  /** Others get what is sent too, and have no table of last numbers. */
  readonly others: readonly KeyCount[];
  /** What one of them has not passed, in the order of their numbers. */
  readonly entries: readonly StoredEntry[];
  /** Dead messages whose number every consumer has passed, the highest first. */
  readonly stale: readonly StoredEntry[];
}

type Asking = Pick<Ctx, "applications"> & { readonly sql: Sql | Transaction };

/** Of one key so many messages above its last number are looked at, and so many dead ones up to it. */
const [mostAbove, mostStale] = [300, 20];
/** Where no last number is known: so many of its highest numbers, and what is not done among so many of its lowest. */
const [mostSeen, mostBelow] = [2_000, 20_000];

/**
 * What is known of keys: by one statement in Redrive's database, and one in that of each application. `visible`: what stands in other queues is left out, as if it
 * were nowhere. In the order of `keys`; a queue that is not there is left out.
 */
export async function readKeys(ctx: Asking, keys: readonly KeyRef[], visible: Visible = "everywhere"): Promise<readonly StoredKey[]> {
  if (keys.length === 0) return [];
  const queues = await ctx.sql<QueueRef[]>`select id, source, name from queues`;
  const counters = countersOf(ctx.applications.all, queues);
  const asked = keys.flatMap(({ queueId, key }, nth) => {
    const queue = queues.find(({ id }) => id === queueId);
    return queue ? (counters.get(queueId) ?? []).map((counter) => ({ nth, queueId, key, counter, queue })) : [];
  });
  const lasts = await readLasts(asked);
  const known = asked.map((one, at) => ({ ...one, ...(lasts[at] ?? unmapped) }));
  const rows = await readEntries(ctx.sql, known, visible);
  const counted = known.map(({ last, holes, table, counter, ...ref }, at) => {
    const read = rows.get(at) ?? [];
    const all = [...new Map(read.map(({ entry }) => [entry.id, entry])).values()];
    const entries = all.filter(({ number }) => last.state !== "known" || number > last.last);
    const name = counter.consumer ?? counter.application?.spec.name ?? null;
    return { ...ref, passed: all, count: { name, last, holes, table, counter, entries, ...reachOf(read[0]) } satisfies KeyCount };
  });
  return [...Map.groupBy(counted, ({ nth }) => nth).values()].map((all) => keyOf(all));
}

const unmapped = { last: { state: "unmapped" } as Last, holes: false, table: null };

type Counted = KeyRef & { readonly queue: QueueRef; readonly count: KeyCount; readonly passed: readonly StoredEntry[] };

function keyOf(all: readonly Counted[]): StoredKey {
  const { queueId, key, queue } = all[0]!;
  const consumers = all.map(({ count }) => count);
  const counts = votersOf(consumers);
  const isStale = ({ number }: StoredEntry) => counts.every(({ last }) => last.state === "known" && number <= last.last);
  return {
    queueId,
    key,
    queue,
    counts,
    others: consumers.filter((one) => !counts.includes(one)),
    entries: joinEntries(counts.map(({ entries }) => entries)),
    stale: joinEntries(all.map(({ passed }) => passed.filter(isStale))).toReversed(),
  };
}

async function readLasts(asked: readonly { readonly key: string; readonly counter: Counter }[]) {
  const groups = Map.groupBy(asked, ({ counter }) => counter.application);
  const answers = await Promise.all(
    [...groups].flatMap(([application, all]) =>
      application === null
        ? []
        : [...Map.groupBy(all, ({ counter }) => counter.consumer)].map(async ([consumer, own]) => {
            const found = await findLast(
              application,
              consumer,
              own.map(({ key }) => key),
            );
            return { application, consumer, found };
          }),
    ),
  );
  return asked.map(({ key, counter }) => {
    const found =
      answers.find(({ application, consumer }) => application === counter.application && consumer === counter.consumer)?.found ?? null;
    if (found === null) return unmapped;
    const told = found.of(key);
    const last: Last = told.state === "known" ? { state: "known", last: BigInt(told.last), at: told.at } : told;
    return { last, holes: found.holes, table: found.table };
  });
}

/** How far the messages of its key were read, beside one of them. */
interface Reach {
  readonly readTo: string | null;
  readonly isWide: boolean;
}

type EntryRow = Omit<StoredEntry, "number" | "standing"> &
  Reach & { readonly nth: number; readonly number: string; readonly standing: Standing };

const reachOf = (row: Reach | undefined): Pick<KeyCount, "readTo" | "isWide"> => ({
  readTo: row === undefined || row.readTo === null ? null : BigInt(row.readTo),
  isWide: row?.isWide ?? false,
});

async function readEntries(
  sql: Sql | Transaction,
  asked: readonly { readonly key: string; readonly counter: Counter; readonly last: Last }[],
  visible: Visible,
): Promise<ReadonlyMap<number, readonly (Reach & { readonly entry: StoredEntry })[]>> {
  const ofKey = sql`m.queue_id = q.queue_id and m.event_key = k.key and m.sequence is not null ${seenIn(sql, visible, sql`m.queue_id`)}`;
  const hasMore = (than: number) => sql`exists (select from messages m where ${ofKey} order by m.sequence desc offset ${than} limit 1)`;
  const rows = await sql<EntryRow[]>`
    with k as (
      select * from unnest(${numberArray(asked.map((_, nth) => nth))}::int[], ${textArray(asked.map(({ key }) => key))}::text[],
        ${textArray(asked.map(({ last }) => (last.state === "known" ? String(last.last) : null)))}::bigint[]) as k(nth, key, last)
    ), q as (
      select * from unnest(${numberArray(asked.flatMap(({ counter }, nth) => counter.queues.map(() => nth)))}::int[],
        ${numberArray(asked.flatMap(({ counter }) => counter.queues.map(({ id }) => id)))}::int[]) as q(nth, queue_id)
    ), found as (
      select k.nth, m.*, m.sequence > k.last as above, k.last is null and ${hasMore(mostSeen + mostBelow)} as wide from k join q on q.nth = k.nth cross join lateral (
        (select * from messages m where ${ofKey} and m.sequence > k.last order by m.sequence, m.id limit ${mostAbove})
        union all
        (select * from messages m where ${ofKey} and m.sequence <= k.last and m.shelf = 'dead' order by m.sequence desc limit ${mostStale})
        union all
        (select * from messages m where k.last is null and ${ofKey} order by m.sequence desc, m.id desc limit ${mostSeen})
        union all
        (select * from (select * from messages m where k.last is null and ${hasMore(mostSeen)} and ${ofKey} order by m.sequence limit ${mostBelow}) m
          where m.state not in ('replayed', 'discarded')
            or exists (select from message_history h join replay_items i on i.id = h.item_id where h.message_id = m.id and h.seq = m.seq and i.state::text in ('observing', 'unknown')))
      ) m
    ), reach as (
      select nth, min(top) filter (where n >= ${mostAbove}) as read_to, bool_or(wide) as is_wide from (
        select nth, max(sequence) filter (where above) as top, count(*) filter (where above) as n, bool_or(wide) as wide from found group by nth, queue_id) o group by nth
    ), stood as (
      select f.*, h.kind as last_kind, i.state as item, i.replay_id from found f
      left join message_history h on h.message_id = f.id and h.seq = f.seq left join replay_items i on i.id = h.item_id
    )
    select s.nth, s.id, s.sequence::text as number, s.queue_id as "queueId", g.verdict, s.event_type as "eventType", g.title, s.sort_at as at, s.replay_id as "replayId",
      ${standing(sql)} as standing, r.read_to::text as "readTo", coalesce(r.is_wide, false) as "isWide"
    from stood s join groups g on g.id = s.group_id left join reach r on r.nth = s.nth
    where ${isTold(sql)}
    order by s.nth, s.sequence, s.id`;
  return Map.groupBy(
    rows.map(({ nth, number, readTo, isWide, ...row }) => ({ nth, readTo, isWide, entry: { ...row, number: BigInt(number) } })),
    ({ nth }) => nth,
  );
}

/** What was sent and came back is told by what came back. Items are forgotten some time after their end: what nobody watches any more has passed. */
function isTold(sql: Sql | Transaction): Fragment {
  return sql`not (s.state = 'replayed' and coalesce(s.item = 'came_back' or s.last_kind = 'came_back', false))`;
}

/** `presumed_ok`, and what a shop's database says was processed, both end the wait; as text, since an older database has no such state. */
function standing(sql: Sql | Transaction): Fragment {
  return sql`case s.state when 'dead' then 'dead' when 'replaying' then 'moving' when 'unknown' then 'unknown' when 'discarded' then 'discarded' when 'released' then 'back'
    else case when s.item::text in ('observing', 'unknown') then 'sent' else 'passed' end end`;
}
