import type { Transaction } from "../db/client.ts";
import type { DownstreamSpec } from "../downstreams/downstream.ts";
import { readStandings } from "../downstreams/read-standing.ts";
import type { BreakerFact } from "./facts.ts";

/** What is known of each downstream of redrive.yaml, as gates see it, and which ones were there before. */
export async function readBreakers(tx: Transaction, now: Date, specs: readonly DownstreamSpec[]): Promise<readonly BreakerFact[]> {
  const [standings, known, held] = await Promise.all([
    readStandings({ sql: tx, clock: () => now }, specs),
    tx<{ name: string; since: Date }[]>`select name, max(since) as since from downstreams group by name order by name`,
    tx<{ name: string; n: number }[]>`
      select downstream as name, sum(n)::bigint as n from replay_counts where downstream is not null group by 1`,
  ]);
  const heldFor = (name: string) => held.find((one) => one.name === name)?.n ?? 0;
  const gone = known.filter(({ name }) => !specs.some((spec) => spec.name === name));
  return [
    ...standings.map(({ name, state, since, isReported }) => ({ name, state, since, own: !isReported, held: heldFor(name) })),
    ...gone.map(({ name, since }) => ({ name, state: "removed" as const, since, own: false, held: heldFor(name) })),
  ];
}
