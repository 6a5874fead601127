import type { Fragment } from "postgres";
import type { Sql } from "../../db/client.ts";
import type { stageKind } from "../../db/schema/stages.ts";

/** The stage that a replay is in. */
export interface StageNow {
  readonly kind: (typeof stageKind.enumValues)[number];
  /** It is sent, and watched to its end. */
  readonly watched: boolean;
  /** Of a ramp: messages a second now; null otherwise. */
  readonly rate: number | null;
}

/** `StageNow` of `replays r` as jsonb; null: it has ended, or began before there were stages. */
export function stageColumn(sql: Sql): Fragment {
  return sql`(
    select jsonb_build_object('kind', s.kind, 'watched', s.state = 'observing', 'rate', case when s.kind = 'ramp' then s.rate end)
    from replay_stages s where s.replay_id = r.id and s.state in ('sending', 'observing'))`;
}
