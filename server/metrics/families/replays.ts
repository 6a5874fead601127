import type { Family, Gauge } from "../family.ts";

const replays: Gauge = { name: "dlq_replays", help: "Replays that are not over, by state.", labels: ["state"] };
const items: Gauge = { name: "dlq_replay_items", help: "Messages of all replays, by the state that each is in now.", labels: ["state"] };
const waiting: Gauge = { name: "dlq_replays_waiting", help: "Running replays that wait because nothing could be sent.", labels: [] };

const itemStates = [
  "selected",
  "held",
  "skipped",
  "confirmed",
  "returned",
  "refused",
  "unknown",
  "observing",
  "presumed_ok",
  "processed",
  "came_back",
  "cancelled",
];

interface Row {
  readonly running: number;
  readonly paused: number;
  readonly observing: number;
  readonly waiting: number;
  readonly items: Readonly<Record<string, number>> | null;
}

/** By the counts that a trigger keeps beside the items. */
export const replayFamily: Family = {
  name: "replays",
  gauges: [replays, items, waiting],
  read: async ({ sql }) => {
    const [row] = await sql<[Row]>`
      select count(*) filter (where state = 'running')::float8 as running, count(*) filter (where state = 'paused')::float8 as paused,
        count(*) filter (where state = 'observing')::float8 as observing,
        count(*) filter (where state = 'running' and waits_until > now())::float8 as waiting,
        (select json_object_agg(state, n) from (select state, sum(n) as n from replay_counts group by 1) as counted) as items
      from replays where state in ('running', 'paused', 'observing')`;
    return [
      ...(["running", "paused", "observing"] as const).map((state) => ({ of: replays, labels: { state }, value: row[state] })),
      { of: waiting, labels: {}, value: row.waiting },
      ...itemStates.map((state) => ({ of: items, labels: { state }, value: row.items?.[state] ?? 0 })),
    ];
  },
};
