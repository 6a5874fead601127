import { dateArray, numberArray, textArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { moveCounts } from "./move-counts.ts";
import type { MessageRow } from "./row.ts";
import type { SeenGroup } from "./derive/seen-groups.ts";
import type { MessageState } from "./transitions.ts";

/** What a message says of its group. */
const spoken = [
  "verdict",
  "category",
  "evidence",
  "title",
  "error_type",
  "error_text",
  "frame",
  "downstream",
  "origin",
  "origin_words",
  "spoken_from",
] as const;

/** `n` messages of one minute, more or fewer, of which `known` have a known death. */
export interface Counted {
  readonly state: MessageState;
  readonly groupId: number;
  readonly eventType: string;
  readonly sortAt: Date;
  readonly n: number;
  readonly known: number;
  /** Charts count them as arrivals. */
  readonly arrived: boolean;
}

/** A group that a batch made, or made longer in time. */
export interface WrittenGroup {
  readonly id: number;
  readonly isNew: boolean;
  /** It is closed and has a death since, not only in this batch perhaps. */
  readonly diedSinceClosed: boolean;
}

/**
 * Writes rows that do not exist yet, every count of them and their groups. Counts and groups are locked in the order of their keys, so that batches
 * which meet wait for each other and never deadlock; and last, so that they wait for little. The statements are sent without waiting in between.
 * Answers the groups that it changed.
 */
export async function writeRows(
  tx: Transaction,
  rows: readonly MessageRow[],
  groups: readonly SeenGroup[],
): Promise<readonly WrittenGroup[]> {
  const [, , written] = await Promise.all([
    writeMessages(tx, rows),
    writeCounts(
      tx,
      rows.map((row) => ({ ...row, n: 1, known: Number(row.deathKnown) })),
    ),
    writeGroups(tx, groups, "seen"),
  ]);
  return written;
}

/**
 * "seen": a batch has seen these groups: the newest death speaks for a group; of deaths at the same time, and of those of which nothing is known, the one
 * that was stored later. "settled": this is all that is to be said of them; their rows are locked. Answers those that were written.
 */
export async function writeGroups(
  tx: Transaction,
  groups: readonly SeenGroup[],
  how: "seen" | "settled",
): Promise<readonly WrittenGroup[]> {
  if (groups.length === 0) return [];
  const later = tx`excluded.last_seen_at >= g.last_seen_at`;
  // As `speaksBefore` says; a death of which nothing is known is before all others.
  const newer =
    how === "settled"
      ? tx`true`
      : tx`(coalesce(excluded.spoken_from, '-infinity'), excluded.last_seen_at) >= (coalesce(g.spoken_from, '-infinity'), case when g.spoken_from is null then g.last_seen_at else '-infinity' end)`;
  const facts = spoken
    .map((name) => tx`${tx(name)} = case when ${newer} then excluded.${tx(name)} else g.${tx(name)} end`)
    .reduce((all, column) => tx`${all}, ${column}`);
  const span =
    how === "settled"
      ? tx`first_seen_at = excluded.first_seen_at, last_seen_at = excluded.last_seen_at,
          first_death_known = excluded.first_death_known, last_death_known = excluded.last_death_known`
      : tx`first_seen_at = least(g.first_seen_at, excluded.first_seen_at), last_seen_at = greatest(g.last_seen_at, excluded.last_seen_at),
          first_death_known = case when excluded.first_seen_at < g.first_seen_at then excluded.first_death_known else g.first_death_known end,
          last_death_known = case when ${later} then excluded.last_death_known else g.last_death_known end`;
  const found = how === "seen" ? tx`now()` : tx`null::timestamptz`;
  return tx<WrittenGroup[]>`
    insert into groups as g (
      id, fingerprint, queue_id, verdict, category, evidence, title, error_type, error_text, frame, downstream, origin, origin_words, spoken_from,
      first_seen_at, last_seen_at, first_death_known, last_death_known, found_at
    )
    select id, fingerprint, queue_id, verdict, category, array(select jsonb_array_elements_text(evidence::jsonb)), title, error_type,
      error_text, frame, downstream, origin, origin_words, spoken_from, first_seen_at, last_seen_at, first_death_known, last_death_known, ${found}
    from unnest(
      ${numberArray(groups.map((g) => g.id))}::bigint[], ${textArray(groups.map((g) => g.fingerprint))}::text[],
      ${numberArray(groups.map((g) => g.queueId))}::int[], ${textArray(groups.map((g) => g.verdict))}::verdict[],
      ${textArray(groups.map((g) => g.category))}::category[], ${textArray(groups.map((g) => JSON.stringify(g.evidence)))}::text[],
      ${textArray(groups.map((g) => g.title))}::text[], ${textArray(groups.map((g) => g.errorType))}::text[],
      ${textArray(groups.map((g) => g.errorText))}::text[], ${textArray(groups.map((g) => g.frame))}::text[],
      ${textArray(groups.map((g) => g.downstream))}::text[], ${textArray(groups.map((g) => g.origin))}::text[],
      ${textArray(groups.map((g) => g.originWords))}::text[], ${dateArray(groups.map((g) => g.spokenFrom))}::timestamptz[],
      ${dateArray(groups.map((g) => g.firstSeenAt))}::timestamptz[], ${dateArray(groups.map((g) => g.lastSeenAt))}::timestamptz[],
      ${textArray(groups.map((g) => String(g.firstDeathKnown)))}::boolean[], ${textArray(groups.map((g) => String(g.lastDeathKnown)))}::boolean[]
    ) as t(id, fingerprint, queue_id, verdict, category, evidence, title, error_type, error_text, frame, downstream, origin, origin_words, spoken_from,
      first_seen_at, last_seen_at, first_death_known, last_death_known)
    order by id
    on conflict (id) do update set ${facts}, ${span} where ${newer} or ${later} or excluded.first_seen_at < g.first_seen_at
    returning g.id, g.xmax = 0 as "isNew", g.triage = 'closed' and coalesce(g.last_seen_at > g.triaged_at, false) as "diedSinceClosed"`;
}

function writeMessages(tx: Transaction, rows: readonly MessageRow[]) {
  return tx`
    insert into messages (
      id, queue_id, group_id, state, sort_at, captured_at, event_id, event_key, event_type, error_text, attempts, size, version, seq,
      lineage_id, came_back_from, replay_count, origin_position, fingerprint, suspected_duplicate_of, derivation, death_known, died_after, route_facts, needs, sequence
    ) overriding system value
    select * from unnest(
        ${numberArray(rows.map((r) => r.id))}::bigint[], ${numberArray(rows.map((r) => r.queueId))}::int[],
        ${numberArray(rows.map((r) => r.groupId))}::bigint[], ${textArray(rows.map((r) => r.state))}::message_state[],
        ${dateArray(rows.map((r) => r.sortAt))}::timestamptz[], ${dateArray(rows.map((r) => r.capturedAt))}::timestamptz[],
        ${textArray(rows.map((r) => r.eventId))}::text[], ${textArray(rows.map((r) => r.eventKey))}::text[],
        ${textArray(rows.map((r) => r.eventType))}::text[], ${textArray(rows.map((r) => r.errorText))}::text[],
        ${numberArray(rows.map((r) => r.attempts))}::int[], ${numberArray(rows.map((r) => r.size))}::int[],
        ${numberArray(rows.map((r) => r.version))}::smallint[], ${numberArray(rows.map((r) => r.seq))}::int[],
        ${numberArray(rows.map((r) => r.lineageId))}::bigint[], ${numberArray(rows.map((r) => r.cameBackFrom))}::bigint[],
        ${numberArray(rows.map((r) => r.replayCount))}::smallint[], ${textArray(rows.map((r) => r.originPosition))}::text[],
        ${numberArray(rows.map((r) => r.fingerprint))}::bigint[],
        ${numberArray(rows.map((r) => r.suspectedDuplicateOf))}::bigint[], ${numberArray(rows.map((r) => r.derivation))}::smallint[],
        ${textArray(rows.map((r) => String(r.deathKnown)))}::boolean[], ${dateArray(rows.map((r) => r.diedAfter))}::timestamptz[],
        ${numberArray(rows.map((r) => r.routeFacts))}::smallint[], ${textArray(rows.map((r) => r.needs))}::text[],
        ${textArray(rows.map((r) => r.sequence))}::bigint[]
    )`;
}

/**
 * Adds to every count, or takes from it. Summed here by the minute: a few rows stand for a batch, and what comes down to nothing writes nothing. `now`:
 * hours that are not kept any more stay as they are.
 */
export async function writeCounts(tx: Transaction, counted: readonly Counted[], now?: Date): Promise<void> {
  const sums = new Map<string, { readonly row: Counted; n: number; known: number }>();
  for (const row of counted) {
    const key = `${row.groupId} ${Math.floor(row.sortAt.getTime() / 60_000)} ${row.state} ${row.arrived} ${row.eventType}`;
    const sum = sums.get(key);
    if (sum) [sum.n, sum.known] = [sum.n + row.n, sum.known + row.known];
    else sums.set(key, { row, n: row.n, known: row.known });
  }
  const seen = [...sums.values()].filter(({ n, known }) => n !== 0 || known !== 0);
  if (seen.length === 0) return;
  await tx`
    with stored as (
      select * from unnest(
        ${textArray(seen.map(({ row }) => row.state))}::message_state[], ${numberArray(seen.map(({ row }) => row.groupId))}::bigint[],
        ${textArray(seen.map(({ row }) => row.eventType))}::text[], ${dateArray(seen.map(({ row }) => row.sortAt))}::timestamptz[],
        ${numberArray(seen.map(({ n }) => n))}::int[], ${numberArray(seen.map(({ known }) => known))}::int[],
        ${textArray(seen.map(({ row }) => String(row.arrived)))}::boolean[]
      ) as t(state, group_id, event_type, sort_at, n, known, arrived)
    ), ${moveCounts(tx, tx`stored`, now)}, halves as (
      select *, extract(minute from sort_at at time zone 'UTC') < 30 as early from stored where arrived
    ), arrived as (
      insert into hour_arrivals as c (group_id, hour, early, late, early_known, late_known)
      select group_id, date_trunc('hour', sort_at, 'UTC') as hour, coalesce(sum(n) filter (where early), 0), coalesce(sum(n) filter (where not early), 0),
        coalesce(sum(known) filter (where early), 0), coalesce(sum(known) filter (where not early), 0) from halves
      group by 1, 2 order by 1, 2
      on conflict (group_id, hour) do update set early = c.early + excluded.early, late = c.late + excluded.late,
        early_known = c.early_known + excluded.early_known, late_known = c.late_known + excluded.late_known
    )
    insert into minute_arrivals as c (minute, group_id, n, known)
    select date_trunc('minute', sort_at, 'UTC') as minute, group_id, sum(n), sum(known) from stored where arrived
    group by 1, 2 order by 1, 2
    on conflict (minute, group_id) do update set n = c.n + excluded.n, known = c.known + excluded.known`;
}
