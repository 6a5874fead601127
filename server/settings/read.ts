import { stringify } from "yaml";
import { maskConfig } from "../config/mask.ts";
import type { Ctx } from "../context.ts";
import { readSight } from "../queues/read-sight.ts";
import { blindnessOf } from "../queues/sight.ts";
import { answerSettings } from "./answer.ts";
import { countFailedImports } from "./imports.ts";
import { readSizes } from "./sizes.ts";
import { listWorkers } from "./workers.ts";
import type { Settings } from "./output.ts";

/** Everything that the Settings page shows. */
export async function readSettings(ctx: Ctx): Promise<Settings> {
  const [sight, workers, failedImports, sizes, rows] = await Promise.all([
    readSight(ctx),
    listWorkers(ctx),
    countFailedImports(ctx),
    readSizes(ctx),
    ctx.sql<{ name: string; product: string | null; queues: number; paused: number; failed: number }[]>`
      select s.name, s.product, count(q.id) filter (where q.watched)::int as queues,
        count(q.id) filter (where q.watched and q.state = 'paused')::int as paused,
        count(q.id) filter (where q.watched and q.state = 'failed')::int as failed
      from sources s left join queues q on q.source = s.name group by 1, 2`,
  ]);
  const byName = new Map(rows.map((row) => [row.name, row]));
  const silentWorkers = workers.filter(({ alive }) => !alive).length;
  return {
    answer: answerSettings({ sight, failedImports, silentWorkers }),
    blind: blindnessOf(sight),
    environment: ctx.config.environment,
    configFile: ctx.config.file,
    config: stringify(maskConfig(ctx.config), { lineWidth: 0 }),
    sources: sight.sources.map((source) => {
      const { product = null, queues = 0, paused = 0, failed = 0 } = byName.get(source.name) ?? {};
      const kind = ctx.config.sources.find(({ name }) => name === source.name)?.kind ?? "";
      return { ...source, kind, product, queues, paused, failed };
    }),
    workers,
    database: { ...sizes, embedded: ctx.config.databaseUrl === null },
    retention: ctx.config.retention,
  };
}
