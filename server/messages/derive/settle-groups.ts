import { numberArray } from "../../db/arrays.ts";
import type { Transaction } from "../../db/client.ts";
import type { GroupFacts } from "../row.ts";
import { writeGroups } from "../write-rows.ts";
import { describeGroup } from "./derive.ts";
import type { QueueReader } from "./queue-reader.ts";
import type { SeenGroup } from "./seen-groups.ts";
import { readSources, type StoredSource } from "./stale.ts";

/** The message that speaks for a group (`newest`), and the first and last `sort_at` of all; null: it has no message. */
type Ends =
  | ({ readonly id: number; readonly newest: number } & Spoken)
  | ({ readonly id: number; readonly newest: null } & { readonly [field in keyof Spoken]: null });
type Span = Pick<SeenGroup, "firstSeenAt" | "lastSeenAt" | "firstDeathKnown" | "lastDeathKnown">;
type Spoken = Span & Pick<SeenGroup, "spokenFrom">;

export interface Derived {
  /** Groups that lost, got or moved a message. */
  readonly moved: ReadonlySet<number>;
  /** Groups of the messages that were derived again. */
  readonly groups: readonly number[];
  /** Those messages by id. */
  readonly sources: ReadonlyMap<number, StoredSource>;
  /** By queue. */
  readonly readers: ReadonlyMap<number, QueueReader>;
}

/**
 * Brings groups in line with messages that were derived again: the newest death speaks, first and last death are right, and a group without messages
 * goes unless a person has said something about it. Groups are locked in the order of their ids, as capture does; what capture stores
 * meanwhile waits for that lock and is counted in after it.
 */
export async function settleGroups(tx: Transaction, { moved, groups, sources, readers }: Derived): Promise<void> {
  const ids = numberArray([...new Set([...moved, ...groups])]);
  const held = new Map(
    (
      await tx<({ readonly id: number } & Span)[]>`
        select id, first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt", first_death_known as "firstDeathKnown",
          last_death_known as "lastDeathKnown" from groups
        where id = any(${ids}::bigint[]) order by id for no key update`
    ).map((group) => [group.id, group]),
  );
  const ends = await readEnds(tx, ids);
  const outside = ends.flatMap(({ id, newest }) => (newest !== null && moved.has(id) && !sources.has(newest) ? [newest] : []));
  const speakers = new Map([...sources, ...(await readSources(tx, outside)).map((source) => [source.id, source] as const)]);
  const described = ends.flatMap((end) => {
    if (end.newest === null) return [];
    const { id, newest, ...span } = end;
    const speaker = speakers.get(newest);
    const reader = speaker && readers.get(speaker.queueId);
    if (!speaker || !reader) return [];
    const facts = speak(reader, speaker);
    // By the rules of today it is of another group: this one is settled when that stale message moves.
    if (facts?.id !== id) return [];
    // Where nothing moved, deaths that retention has deleted still count.
    return [{ ...facts, ...span, ...(moved.has(id) ? {} : held.get(id)) }];
  });
  await writeGroups(
    tx,
    described.filter(({ id }) => held.has(id)),
    "settled",
  );
  await writeGroups(
    tx,
    described.filter(({ id }) => !held.has(id)),
    "seen",
  );
  const empty = ends.flatMap(({ id, newest }) => (newest === null ? [id] : []));
  if (empty.length === 0) return;
  await tx`delete from groups where id = any(${numberArray(empty)}::bigint[]) and triage = 'open' and assignee is null and note is null`;
}

/** null: the message cannot be read, which its own stretch has said. */
function speak(reader: QueueReader, { raw, capturedAt }: StoredSource): GroupFacts | null {
  try {
    return describeGroup(reader, raw, capturedAt);
  } catch {
    return null;
  }
}

/** Of a large group only so many of the newest are asked which of them speaks: `speaksBefore` in seen-groups.ts says by what. */
const mostAsked = 50;

/** In the order of their ids. */
function readEnds(tx: Transaction, ids: string): Promise<readonly Ends[]> {
  return tx<Ends[]>`
    select t.id, speaker.id as newest, speaker.spoken_from as "spokenFrom", oldest.sort_at as "firstSeenAt", newest.sort_at as "lastSeenAt",
      oldest.death_known as "firstDeathKnown", newest.death_known as "lastDeathKnown"
    from unnest(${ids}::bigint[]) as t(id)
    left join lateral (select m.sort_at, m.death_known from messages m where m.group_id = t.id order by m.sort_at desc, m.id desc limit 1) newest on true
    left join lateral (select m.sort_at, m.death_known from messages m where m.group_id = t.id order by m.sort_at, m.id limit 1) oldest on true
    left join lateral (
      select n.id, n.spoken_from from (
        select m.id, m.sort_at, case when m.death_known then m.sort_at else m.died_after end as spoken_from
        from messages m where m.group_id = t.id order by m.sort_at desc, m.id desc limit ${mostAsked}
      ) n order by n.spoken_from desc nulls last, n.sort_at desc, n.id desc limit 1
    ) speaker on true
    order by t.id`;
}
