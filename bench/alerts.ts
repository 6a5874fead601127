import { startEvaluating } from "../server/alerts/evaluate-alerts.ts";
import { restMs } from "../server/alerts/rest.ts";
import { testContext } from "../server/testing/context.ts";
import { quietRules } from "./alerts-rules.ts";
import { startBenchDatabase } from "./database.ts";
import { company, seedMessages } from "./seed.ts";
import type { Sql } from "../server/db/client.ts";
import { median, percentile, printResult } from "./table.ts";

const [groups, rules, turns, watched] = [10_000, 500, 15, 1_000_000];

/**
 * What it costs to evaluate 500 rules over 10,000 groups at rest, what a storm of 10,000 new failures does, and what a replay that watches a million items does. The time of a turn, which waits for the
 * database too, is the most that it can take of a core.
 */
export async function benchAlerts(): Promise<void> {
  const database = await startBenchDatabase();
  try {
    await seedMessages(database.sql, 100_000, { ...company, groups });
    await database.sql`update queues set alive_at = now() + interval '1 day'`;
    await database.sql`update groups set assignee = 'somebody', triage = 'open'`;
    await database.sql`analyze`;
    const channels = [{ kind: "log", name: "log" }] as const;
    const ctx = testContext(database, { config: { alerts: { defaults: false, rules: quietRules(rules) }, channels } });
    let evaluate = startEvaluating();
    const turn = async () => {
      const [start, cpu] = [performance.now(), process.cpuUsage()];
      await evaluate(ctx, { gapMs: 0 });
      const used = process.cpuUsage(cpu);
      return { ms: performance.now() - start, cpuMs: (used.user + used.system) / 1_000 };
    };
    const count = async () => {
      const [row] = await database.sql<[{ firing: number; deliveries: number }]>`
        select (select count(*) from alerts where state = 'firing')::int as firing, (select count(*) from deliveries)::int as deliveries`;
      return row;
    };
    const measure = async (what: string, times: number) => {
      const all = [];
      for (let nth = 0; nth < times; nth++) all.push(await turn());
      const ms = all.map((one) => one.ms);
      return {
        what,
        "turn p50 ms": Math.round(median(ms)),
        p95: Math.round(percentile(ms, 0.95)),
        "of it here": Math.round(median(all.map((one) => one.cpuMs))),
        "% of a core": Number(((100 * median(ms)) / (restMs(median(ms)) + median(ms))).toFixed(1)),
        ...(await count()),
      };
    };
    await turn();
    const rows = [await measure("at rest", turns)];
    await database.sql`update groups set found_at = now()`;
    rows.push(await measure("10,000 new failures", 1));
    rows.push(await measure("while they last", turns));
    await watchItems(database.sql, watched);
    evaluate = startEvaluating();
    rows.push(await measure("a million sent and watched, facts of the minute read", 1));
    rows.push(await measure("the same within the minute", turns));
    printResult("alerts", rows);
  } finally {
    await database.stop();
  }
}

/** One replay has sent so many within the last hour, and watches them. */
async function watchItems(sql: Sql, n: number): Promise<void> {
  await sql`
    insert into replays (state, selection, places, as_of, target, policy, reason, principal_id, total, created_at, refilled_at)
    values ('observing', '{}', '[]', now(), '{}', '{}', 'bench', 1, ${n}, now(), now())`;
  await sql`
    insert into replay_items (replay_id, message_id, version, state, outcome_at)
    select r.id, m.id, 1, 'observing', now() - random() * interval '1 hour' from replays r, messages m, generate_series(1, ${Math.ceil(n / 100_000)}::int)`;
  await sql`analyze`;
}
