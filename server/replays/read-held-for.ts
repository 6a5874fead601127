import type { Ctx } from "../context.ts";
import { type HoldEnd, holdEndOf } from "../downstreams/gate-now.ts";
import { readStandings } from "../downstreams/read-standing.ts";
import type { Trials } from "../db/schema/replays.ts";
import type { DownstreamState } from "../downstreams/reading.ts";

/** Items of a replay that wait for one downstream. */
export interface HeldFor {
  readonly downstream: string;
  readonly n: number;
  /** What its breaker says now. */
  readonly state: DownstreamState;
  /** It was open and is so no more: a few are sent until then, and the rest goes on. null: it is open still, or nobody knows. */
  readonly until: Date | null;
  readonly ends: HoldEnd;
}

interface Asker {
  readonly id: number;
  readonly total: number;
  readonly overrides: readonly { readonly downstream: string }[];
  readonly trials: Readonly<Record<string, Trials>>;
}

/** What a replay waits for, most first. */
export async function readHeldFor(ctx: Ctx, { id, total, overrides, trials }: Asker): Promise<readonly HeldFor[]> {
  const { sql, config } = ctx;
  const rows = await sql<{ downstream: string; n: number }[]>`
    select downstream, sum(n)::bigint as n from replay_counts where replay_id = ${id} and downstream is not null group by 1 having sum(n) > 0 order by 2 desc, 1`;
  const specs = config.downstreams.filter(({ name }) => rows.some(({ downstream }) => downstream === name));
  const standings = await readStandings(ctx, specs);
  return rows.map(({ downstream, n }): HeldFor => {
    const spec = specs.find(({ name }) => name === downstream);
    const standing = standings.find(({ name }) => name === downstream);
    if (!spec || !standing) return { downstream, n, state: "unknown", until: null, ends: "now" };
    const { state, since, unstableUntil } = standing;
    const tried = trials[downstream];
    const isTried = tried !== undefined && !tried.verdict && tried.since === since?.toISOString();
    if (overrides.some((one) => one.downstream === downstream)) return { downstream, n, state, until: null, ends: "now" };
    const ends = holdEndOf(spec, standing, total > 1);
    return { downstream, n, state, until: unstableUntil, ends: ends === "now" && isTried ? "tried" : ends };
  });
}
