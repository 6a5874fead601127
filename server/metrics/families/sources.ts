import { isAlive } from "../../process/heartbeat.ts";
import type { Family, Gauge } from "../family.ts";

const connected: Gauge = {
  name: "dlq_source_connected",
  help: "1: the broker answers. 0: it does not. Absent: no worker lives, so nobody knows.",
  labels: ["source", "kind"],
};
const success: Gauge = {
  name: "dlq_collector_last_success_timestamp",
  help: "When the broker last answered a worker, in seconds since 1970.",
  labels: ["source", "kind"],
};
const workers: Gauge = { name: "redrive_workers", help: "Workers that live: heard within 15 s.", labels: [] };
const sessions: Gauge = {
  name: "redrive_database_sessions",
  help: "Sessions of consoles and workers at the database, by state.",
  labels: ["state"],
};

const sessionStates = ["active", "idle", "idle in transaction"];

interface Row {
  readonly alive: number;
  readonly sessions: Readonly<Record<string, number>> | null;
  readonly sources:
    | readonly { readonly name: string; readonly kind: string; readonly connected: boolean; readonly success: number | null }[]
    | null;
}

/** Sources of the worker's configuration, workers, and their sessions at the database. */
export const sourceFamily: Family = {
  name: "sources",
  gauges: [connected, success, workers, sessions],
  read: async ({ sql }) => {
    const [row] = await sql<[Row]>`
      select (select count(*) from workers where ${isAlive(sql)})::int as alive,
        (select json_object_agg(state, n) from (
          select state, count(*) as n from pg_stat_activity
          where application_name like 'redrive %' and datname = current_database() and state is not null group by 1
        ) as counted) as sessions,
        (select json_agg(json_build_object('name', name, 'kind', kind, 'connected', state = 'connected', 'success', extract(epoch from last_success_at)) order by name)
          from sources) as sources`;
    return [
      ...(row.sources ?? []).flatMap(({ name, kind, ...of }) => [
        { of: connected, labels: { source: name, kind }, value: row.alive > 0 ? Number(of.connected) : null },
        { of: success, labels: { source: name, kind }, value: of.success },
      ]),
      { of: workers, labels: {}, value: row.alive },
      ...sessionStates.map((state) => ({ of: sessions, labels: { state }, value: row.sessions?.[state] ?? 0 })),
    ];
  },
};
