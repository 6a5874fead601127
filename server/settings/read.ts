import { stringify } from "yaml";
import { mayAct, type Permission, permissions } from "../access/permissions.ts";
import type { Config } from "../config/config.ts";
import { maskConfig } from "../config/mask.ts";
import type { Ctx } from "../context.ts";
import { readSight } from "../queues/read-sight.ts";
import { blindnessOf, type Blindness, type SeenSource } from "../queues/sight.ts";
import { answerSettings } from "./answer.ts";
import { countFailedImports } from "./imports.ts";
import { type DatabaseSize, readSizes } from "./sizes.ts";
import { listWorkers, type WorkerLine } from "./workers.ts";

export interface SourceHealth extends SeenSource {
  readonly kind: string;
  readonly product: string | null;
  readonly queues: number;
  readonly paused: number;
  readonly failed: number;
}

export interface Settings {
  readonly answer: { readonly title: string; readonly sub: string };
  readonly blind: Blindness | null;
  readonly environment: Config["environment"];
  readonly who: string;
  readonly configFile: string | null;
  /** The effective configuration as YAML, secrets masked. */
  readonly config: string;
  readonly sources: readonly SourceHealth[];
  readonly workers: readonly WorkerLine[];
  readonly database: DatabaseSize & { readonly embedded: boolean };
  /** Settled messages are deleted after so many days; null: never. */
  readonly settledDays: number | null;
  readonly permissions: readonly { readonly name: Permission; readonly granted: boolean }[];
}

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
    who: ctx.principal.name,
    configFile: ctx.config.file,
    config: stringify(maskConfig(ctx.config), { lineWidth: 0 }),
    sources: sight.sources.map((source) => {
      const { product = null, queues = 0, paused = 0, failed = 0 } = byName.get(source.name) ?? {};
      const kind = ctx.config.sources.find(({ name }) => name === source.name)?.kind ?? "";
      return { ...source, kind, product, queues, paused, failed };
    }),
    workers,
    database: { ...sizes, embedded: ctx.config.databaseUrl === null },
    settledDays: ctx.config.retention.settledDays,
    permissions: permissions.map((name) => ({ name, granted: mayAct(ctx.principal, name, "everywhere") })),
  };
}
