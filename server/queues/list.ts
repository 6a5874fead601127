import { stringify } from "yaml";
import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { isGlob } from "../text/glob.ts";
import { answerQueues } from "./answer.ts";
import { unseenCode } from "./discover.ts";
import { findFaults, isFault } from "./find-faults.ts";
import { readQueueRows } from "./read-rows.ts";
import { readSight } from "./read-sight.ts";
import { shareWarnings } from "./share-warnings.ts";
import { blindnessOf } from "./sight.ts";
import type { FoundLine, QueueList } from "./output.ts";

/** More that nobody watches are not listed. */
const mostFound = 50;

/** Visible watched queues by source, and those that were found and are not watched. */
export async function listQueues(ctx: Ctx): Promise<QueueList> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "queue.view");
  const [sight, rows, products, unwatched] = await Promise.all([
    readSight(ctx),
    readQueueRows(ctx),
    sql<{ name: string; product: string | null }[]>`select name, product from sources`,
    sql<(Omit<FoundLine, "config"> & { deadInAll: number; namedInAll: number })[]>`
      select id, source, name, role = 'dead_letter' as dead, origins, warnings, ready, count(*) filter (where role = 'dead_letter') over () as "deadInAll",
        count(*) filter (where role <> 'dead_letter') over () as "namedInAll"
      from queues where not watched and role in ('dead_letter', 'named_like_one') ${seenIn(sql, visible, sql`id`)} order by role, ready desc nulls last, source, name limit ${mostFound}`,
  ]);
  const faults = await findFaults(ctx, rows);
  const productOf = new Map(products.map(({ name, product }) => [name, product]));
  const kindOf = new Map(ctx.config.sources.map(({ name, kind }) => [name, kind]));
  const sources = sight.sources.flatMap(({ name, state, since, lastSuccessAt, lastError }) => {
    const kind = kindOf.get(name);
    if (!kind) return [];
    const own = rows.filter(({ source }) => source === name);
    const { warnings, queues } = shareWarnings(
      own.map((row) => ({
        ...row,
        warnings: row.warnings.filter((warning) => !isFault(warning) && !(state === "failed" && warning.code === unseenCode)),
      })),
    );
    return [{ name, kind, product: productOf.get(name) ?? null, state, since, lastSuccessAt, lastError, warnings, queues }];
  });
  const found = unwatched.map(({ deadInAll: _dead, namedInAll: _named, ...queue }) => ({
    ...queue,
    warnings: queue.warnings.filter((warning) => !isFault(warning)),
    config: { under: `sources.${queue.source}.queues`, line: stringify([queue.name], { lineWidth: 0 }).trim() },
  }));
  const counts = { dead: unwatched[0]?.deadInAll ?? 0, named: unwatched[0]?.namedInAll ?? 0 };
  const names = ctx.config.sources.flatMap(({ queues }) => queues.map(({ name }) => name));
  // To somebody who sees only some queues, names of the configuration are others'.
  const patterns = sight.restricted ? [] : names.filter(isGlob);
  return {
    answer: answerQueues({ sight, sources, faults, found: counts, patterns }),
    blind: blindnessOf(sight),
    faults,
    sources,
    found,
    asOf: sight.now,
  };
}
