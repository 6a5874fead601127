import type { Family, Gauge, Sample } from "../family.ts";
import { isAlive } from "../../process/heartbeat.ts";

/** Queues with their own series, those with most in them first. `redrive_metrics_queues_left_out` counts the others. */
const mostQueues = 1_000;
const place = ["source", "queue"];

const gauges = {
  open: {
    name: "dlq_open_messages",
    help: "Captured dead letters that wait for a decision, by verdict.",
    labels: [...place, "verdict"],
  },
  unknown: { name: "dlq_unknown_messages", help: "Messages that were sent or not: nobody knows, a person decides.", labels: place },
  broker: {
    name: "dlq_broker_messages",
    help: "Messages still in the broker's queue. Absent: not known, also while the source is not connected.",
    labels: place,
  },
  oldest: {
    name: "dlq_oldest_age_seconds",
    help: "Age of the oldest dead letter that waits, captured or in the broker, at least. Absent: none waits.",
    labels: place,
  },
  expiry: {
    name: "dlq_expiry_seconds",
    help: "Seconds until the broker drops the oldest message that is still in its queue. Absent: none waits, or the broker does not tell.",
    labels: place,
  },
  read: {
    name: "dlq_queue_last_read_timestamp_seconds",
    help: "When a worker last heard of the queue from its broker.",
    labels: place,
  },
  imports: { name: "dlq_failed_imports", help: "Dead letters that could not be imported and are kept with their bytes.", labels: place },
  leftOut: {
    name: "redrive_metrics_queues_left_out",
    help: `Watched queues without series: only the ${mostQueues} fullest have them.`,
    labels: [],
  },
} satisfies Readonly<Record<string, Gauge>>;

interface Row {
  readonly source: string;
  readonly queue: string;
  readonly poison: number;
  readonly transient: number;
  readonly unclear: number;
  readonly undecided: number;
  readonly ready: number | null;
  readonly oldest: number | null;
  readonly expiry: number | null;
  readonly read: number | null;
  readonly imports: number;
  readonly all: number;
}

/** Watched queues, by the counts of days that writers keep: of the messages themselves only the oldest of a queue's oldest day is looked up. */
export const queueFamily: Family = {
  name: "queues",
  gauges: Object.values(gauges),
  read: async ({ sql }) => {
    const rows = await sql<Row[]>`
      with counted as (
        select c.group_id, g.queue_id, g.verdict, sum(c.n) filter (where c.state = 'dead') as dead, sum(c.n) filter (where c.state = 'unknown') as unknown,
          min(c.day) filter (where c.state = 'dead' and c.n > 0) as day
        from day_counts c join groups g on g.id = c.group_id where c.state in ('dead', 'unknown') group by 1, 2, 3
      ), inside as (
        select queue_id, sum(dead) filter (where verdict = 'poison') as poison, sum(dead) filter (where verdict = 'transient') as transient,
          sum(dead) filter (where verdict = 'unknown') as unclear, sum(dead) as dead, sum(unknown) as undecided, min(day) filter (where dead > 0) as day
        from counted group by 1
      ), first as (
        select c.queue_id, min(m.sort_at) as at from counted c join inside i on i.queue_id = c.queue_id and i.day = c.day and c.dead > 0
        cross join lateral (
          select sort_at from messages m where m.group_id = c.group_id and m.state = 'dead' and m.sort_at >= c.day and m.sort_at < c.day + interval '1 day'
          order by sort_at limit 1
        ) m group by 1
      ), shown as (
        select q.*, i.poison, i.transient, i.unclear, i.undecided, f.at as first_at, count(*) over () as everything,
          exists (select from workers where ${isAlive(sql)}) and s.state = 'connected' as heard
        from queues q left join inside i on i.queue_id = q.id left join first f on f.queue_id = q.id left join sources s on s.name = q.source
        where q.watched order by coalesce(i.dead, 0) + coalesce(q.ready, 0) desc, q.id limit ${mostQueues}
      )
      select w.source, w.name as queue, coalesce(w.poison, 0)::float8 as poison, coalesce(w.transient, 0)::float8 as transient,
        coalesce(w.unclear, 0)::float8 as unclear, coalesce(w.undecided, 0)::float8 as undecided, case when w.heard then w.ready end as ready,
        extract(epoch from now() - least(w.first_at, case when w.heard and w.ready > 0 then w.oldest_at end))::float8 as oldest,
        extract(epoch from case when w.heard and w.ready > 0 then w.expires_at end - now())::float8 as expiry,
        extract(epoch from greatest(w.alive_at, w.depth_at))::float8 as read,
        (select count(*) from failed_imports f where f.queue_id = w.id and f.message_id is null)::float8 as imports, w.everything as all
      from shown w`;
    return [...rows.flatMap(samplesOf), { of: gauges.leftOut, labels: {}, value: Math.max((rows[0]?.all ?? 0) - rows.length, 0) }];
  },
};

function samplesOf({ source, queue, ...row }: Row): readonly Sample[] {
  const labels = { source, queue };
  return [
    { of: gauges.open, labels: { ...labels, verdict: "poison" }, value: row.poison },
    { of: gauges.open, labels: { ...labels, verdict: "transient" }, value: row.transient },
    { of: gauges.open, labels: { ...labels, verdict: "unknown" }, value: row.unclear },
    { of: gauges.unknown, labels, value: row.undecided },
    { of: gauges.broker, labels, value: row.ready },
    { of: gauges.oldest, labels, value: row.oldest },
    { of: gauges.expiry, labels, value: row.expiry },
    { of: gauges.read, labels, value: row.read },
    { of: gauges.imports, labels, value: row.imports },
  ];
}
