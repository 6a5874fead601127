import { cleanText } from "../../text/clean.ts";
import type { Family, Gauge } from "../family.ts";

/** Groups come and go, and each is a series: only the largest have one. */
const mostGroups = 20;
const titleLength = 120;

const largest: Gauge = {
  name: "dlq_group_open_messages",
  help: `Captured dead letters that wait for a decision, of the ${mostGroups} groups with most of them.`,
  labels: ["source", "queue", "group", "title"],
};
const count: Gauge = { name: "dlq_open_groups", help: "Groups with captured dead letters that wait for a decision.", labels: [] };

interface Row {
  readonly source: string;
  readonly queue: string;
  readonly group: number;
  readonly title: string;
  readonly n: number;
  readonly all: number;
}

export const groupFamily: Family = {
  name: "groups",
  gauges: [largest, count],
  read: async ({ sql }) => {
    const rows = await sql<Row[]>`
      with open as (
        select group_id, sum(n) as n, count(*) over () as everything from day_counts where state = 'dead' group by 1 having sum(n) > 0
        order by n desc, group_id limit ${mostGroups}
      )
      select q.source, q.name as queue, g.id as group, g.title, o.n::float8 as n, o.everything as all
      from open o join groups g on g.id = o.group_id join queues q on q.id = g.queue_id`;
    return [
      ...rows.map(({ source, queue, group, title, n }) => ({
        of: largest,
        labels: { source, queue, group: String(group), title: cleanText(title, titleLength) },
        value: n,
      })),
      { of: count, labels: {}, value: rows[0]?.all ?? 0 },
    ];
  },
};
