import type { Application } from "../applications/port.ts";
import type { Config } from "../config/config.ts";
import type { Transaction } from "../db/client.ts";
import { numberArray, textArray } from "../db/arrays.ts";
import type { ChannelFact, Facts, GroupFact, QueueFact, ReplayFact, SequenceFact, SourceFact, TypeFact } from "./facts.ts";
import { findRuleKind } from "./kinds.ts";
import { queueStanding } from "./queue-standing.ts";
import { readApplications } from "./read-applications.ts";
import { readBreakers } from "./read-breakers.ts";
import { overMs } from "./limits.ts";
import type { SlowFacts } from "./read-slow-facts.ts";
import { readWatched, type Watched } from "./read-watched.ts";
import type { Rule } from "./rule.ts";

const silentWorkerMs = 15_000;

type GroupRow = Omit<GroupFact, "ofTypes" | "oldestAt" | "arrived" | "usual">;

/** What all rules judge by, by one statement for each kind of fact, whatever their number. */
export async function readFacts(
  tx: Transaction,
  {
    now,
    rules,
    slow,
    downstreams,
    applications,
  }: {
    readonly now: Date;
    readonly rules: readonly Rule[];
    readonly slow: SlowFacts;
    readonly applications: readonly Application[];
  } & Pick<Config, "downstreams">,
): Promise<Facts> {
  const windows = [...new Set(rules.flatMap(({ kind, params }) => findRuleKind(kind)?.windows(params) ?? []))];
  const watched = await readWatched(tx, slow.watched);
  const byType = rules.some(({ where }) => where.eventTypes.length > 0);
  const [queues, sources, groups, arrived, types, replays, channels, breakers, sequences, known, [workers]] = await Promise.all([
    readQueues(tx, now),
    tx<SourceFact[]>`select name, case when state <> 'connected' then since end as "blindSince", last_error as error from sources`,
    readGroups(tx, now, watched),
    readArrived(tx, now, windows),
    byType ? readTypes(tx, watched) : null,
    readReplays(tx, now),
    tx<ChannelFact[]>`
      select name, failing_since as "failingSince", broken, answer from channel_states where failing_since is not null order by name`,
    readBreakers(tx, now, downstreams),
    readSequences(tx),
    readApplications(tx, applications),
    tx<[{ at: Date | null }]>`select max(beat_at) as at from workers`,
  ]);
  // One that was stopped in order leaves no row: what it read last tells since when.
  const heardAt = workers.at ?? newestOf(queues.map((queue) => queue.heardAt));
  const silent = heardAt !== null && now.getTime() - heardAt.getTime() > silentWorkerMs;
  return {
    now,
    workersSilentSince: silent ? heardAt : null,
    sources,
    queues,
    groups: groups.map((group) => ({
      ...group,
      ofTypes: types?.get(group.id) ?? [],
      // Since the slow facts were read a group may have got its first dead letter: it is no older than the newest.
      oldestAt: group.dead > 0 ? (slow.oldest.get(group.id) ?? group.lastSeenAt) : null,
      arrived: arrived.get(group.id) ?? {},
      usual: slow.usual.get(group.id) ?? null,
    })),
    replays,
    channels,
    breakers,
    sequences,
    applications: known,
    depths: slow.depths,
  };
}

function newestOf(times: readonly (Date | null)[]): Date | null {
  const known = times.flatMap((at) => (at ? [at.getTime()] : []));
  return known.length > 0 ? new Date(Math.max(...known)) : null;
}

function readQueues(tx: Transaction, now: Date): Promise<readonly QueueFact[]> {
  return tx<QueueFact[]>`
    select q.id, q.source, q.name, ${queueStanding(tx, now)}, greatest(q.alive_at, q.depth_at) as "heardAt",
      q.ready, case when q.ready > 0 or q.ready is null then q.expires_at end as "expiresAt", case when q.ready > 0 then q.oldest_at end as "waitingSince",
      coalesce(f.n, 0) as "failedImports"
    from queues q left join sources s on s.name = q.source
      left join (select queue_id, count(*) as n from failed_imports where message_id is null group by 1) f on f.queue_id = q.id
    where q.watched order by q.id`;
}

/** Groups with something dead, unknown or in the hands of a replay, be it cancelled: what it sent before is watched. A queue that is not watched any more is looked at by no rule. */
function readGroups(tx: Transaction, now: Date, sent: readonly Watched[]): Promise<readonly GroupRow[]> {
  return tx<GroupRow[]>`
    with held as (
      select group_id, coalesce(sum(n) filter (where state = 'dead'), 0)::bigint as dead, coalesce(sum(n) filter (where state = 'unknown'), 0)::bigint as unknown,
        coalesce(sum(n) filter (where state = 'replaying'), 0)::bigint as sending
      from day_counts where state in ('dead', 'unknown', 'replaying') group by 1 having sum(n) > 0
    ), watched as (
      select group_id, sum(n)::bigint as n from ${rowsOf(tx, sent)} group by 1
    ), recent as (select distinct group_id from minute_arrivals where minute > ${now}::timestamptz - interval '1 hour')
    select g.id, g.queue_id as "queueId", g.title, g.verdict, g.downstream, o.team as owner, g.assignee, g.triage, g.triaged_at as "triagedAt",
      g.muted_until as "mutedUntil", g.found_at as "foundAt", g.last_seen_at as "lastSeenAt", coalesce(h.dead, 0) as dead,
      coalesce(h.unknown, 0) as unknown, coalesce(h.unknown + h.sending, 0) + coalesce(w.n, 0) as away
    from groups g left join held h on h.group_id = g.id left join watched w on w.group_id = g.id left join group_owners o on o.group_id = g.id
    where h.group_id is not null or w.group_id is not null or g.id in (select group_id from recent)`;
}

/** Arrivals by group and window; deaths that are said to be still to come count when their time has come. */
async function readArrived(tx: Transaction, now: Date, windows: readonly number[]): Promise<ReadonlyMap<number, Record<number, number>>> {
  const arrived = new Map<number, Record<number, number>>();
  if (windows.length === 0) return arrived;
  const rows = await tx<{ groupId: number; minutes: number; n: number }[]>`
    select m.group_id as "groupId", w.minutes, sum(m.n)::bigint as n
    from unnest(${numberArray(windows)}::int[]) as w(minutes) join minute_arrivals m
      on m.minute > ${now}::timestamptz - make_interval(mins => w.minutes) and m.minute <= ${now}
    group by 1, 2`;
  for (const { groupId, minutes, n } of rows) {
    const of = arrived.get(groupId) ?? {};
    of[minutes] = n;
    arrived.set(groupId, of);
  }
  return arrived;
}

function rowsOf(tx: Transaction, sent: readonly Watched[]) {
  const [groups, types] = [numberArray(sent.map(({ groupId }) => groupId)), textArray(sent.map(({ type }) => type))];
  const [states, counts] = [textArray(sent.map(({ state }) => state)), numberArray(sent.map(({ n }) => n))];
  return tx`unnest(${groups}::bigint[], ${types}::text[], ${states}::message_state[], ${counts}::bigint[]) as w(group_id, event_type, state, n)`;
}

async function readTypes(tx: Transaction, sent: readonly Watched[]): Promise<ReadonlyMap<number, GroupFact["ofTypes"]>> {
  const rows = await tx<({ groupId: number; type: string } & TypeFact)[]>`
    select group_id as "groupId", event_type as type, coalesce(sum(n) filter (where state = 'dead'), 0)::bigint as dead,
      coalesce(sum(n) filter (where state <> 'dead'), 0)::bigint as away
    from (
      select group_id, event_type, state, n from day_counts where state in ('dead', 'unknown', 'replaying')
      union all
      select group_id, event_type, state, n from ${rowsOf(tx, sent)}
    ) c group by 1, 2 having sum(n) > 0`;
  return Map.groupBy(rows, ({ groupId }) => groupId);
}

function readReplays(tx: Transaction, now: Date): Promise<readonly ReplayFact[]> {
  return tx<ReplayFact[]>`
    select r.id, r.places, r.state in ('running', 'paused', 'observing') as running,
      case when r.state = 'paused' and r.pause_code <> 'by_person' then r.pause_code end as stopped,
      coalesce(sum(c.n) filter (where c.state in ('confirmed', 'observing', 'presumed_ok', 'processed', 'came_back')), 0)::bigint as sent,
      coalesce(sum(c.n) filter (where c.state = 'came_back'), 0)::bigint as "cameBack"
    from replays r join replay_counts c on c.replay_id = r.id
    where r.state in ('running', 'paused', 'observing') or r.finished_at > ${new Date(now.getTime() - overMs)}
    group by r.id order by r.id`;
}

async function readSequences(tx: Transaction): Promise<ReadonlyMap<number, SequenceFact>> {
  const rows = await tx<(SequenceFact & { queueId: number })[]>`
    select queue_id as "queueId", count(*) as keys, sum(messages)::bigint as messages, min(since) as since from sequence_keys where trouble in ('blocked', 'gap') group by 1`;
  return new Map(rows.map(({ queueId, ...fact }) => [queueId, fact]));
}
