import { isHeld } from "../../alerts/stands-for-itself.ts";
import type { Family, Gauge, Sample } from "../family.ts";

const alerts: Gauge = {
  name: "redrive_alerts",
  help: "Alerts by what they need: firing (nobody has them), held (acknowledged, snoozed, muted or silenced), pending.",
  labels: ["state"],
};
const evaluated: Gauge = {
  name: "redrive_alerts_evaluated_timestamp_seconds",
  help: "When the rules of alerts were judged last, in seconds since 1970. Absent: never.",
  labels: [],
};
const notices: Gauge = {
  name: "redrive_notices",
  help: "Notices of alerts by channel: waiting to be sent, or given up within the last day.",
  labels: ["channel", "state"],
};
const failing: Gauge = {
  name: "redrive_channel_failing",
  help: "1: nothing gets through the channel. 0: the last notice did. Absent: none was sent yet, or somebody paused it.",
  labels: ["channel"],
};

interface Row {
  readonly firing: number;
  readonly held: number;
  readonly pending: number;
  readonly evaluated: number | null;
  readonly channels:
    | readonly { readonly name: string; readonly failing: number | null; readonly waiting: number; readonly failed: number }[]
    | null;
}

/** Whether rules are judged, and whether people hear of what they find. */
export const alertFamily: Family = {
  name: "alerts",
  gauges: [alerts, evaluated, notices, failing],
  read: async ({ sql }) => {
    const held = isHeld(sql, sql`now()`);
    const [row] = await sql<[Row]>`
      select (select count(*) from alerts a where state in ('firing', 'recovering') and grouped_in is null and not ${held})::float8 as firing,
        (select count(*) from alerts a where state in ('firing', 'recovering') and grouped_in is null and ${held})::float8 as held,
        (select count(*) from alerts where state = 'pending')::float8 as pending,
        (select case when isfinite(evaluated_at) then extract(epoch from evaluated_at)::float8 end from alert_turns) as evaluated,
        (select json_agg(json_build_object('name', s.name, 'failing', case when s.paused_at is not null then null when s.failing_since is not null then 1
              when s.delivered_at is not null then 0 end, 'waiting', coalesce(d.waiting, 0), 'failed', coalesce(d.failed, 0)) order by s.name)
          from channel_states s left join (
            select channel, count(*) filter (where state in ('pending', 'sending')) as waiting,
              count(*) filter (where state = 'failed' and created_at > now() - interval '1 day') as failed
            from deliveries where state in ('pending', 'sending') or (state = 'failed' and created_at > now() - interval '1 day') group by 1
          ) d on d.channel = s.name) as channels`;
    return [
      ...(["firing", "held", "pending"] as const).map((state) => ({ of: alerts, labels: { state }, value: row[state] })),
      { of: evaluated, labels: {}, value: row.evaluated },
      ...(row.channels ?? []).flatMap(({ name: channel, ...of }): readonly Sample[] => [
        { of: notices, labels: { channel, state: "waiting" }, value: of.waiting },
        { of: notices, labels: { channel, state: "failed" }, value: of.failed },
        { of: failing, labels: { channel }, value: of.failing },
      ]),
    ];
  },
};
