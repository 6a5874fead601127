import { stringify } from "yaml";
import type { Ctx } from "../context.ts";
import { answerQueues } from "./answer.ts";
import { readQueueRows } from "./read-rows.ts";
import { readSight } from "./read-sight.ts";
import { shareWarnings } from "./share-warnings.ts";
import { blindnessOf } from "./sight.ts";
import type { FoundLine, QueueList } from "./output.ts";

/** More that nobody watches are not listed. */
const mostFound = 50;

/** Watched queues by source, and those that were found and are not watched. */
export async function listQueues(ctx: Ctx): Promise<QueueList> {
  const { sql } = ctx;
  const [sight, rows, products, unwatched] = await Promise.all([
    readSight(ctx),
    readQueueRows(ctx),
    sql<{ name: string; product: string | null }[]>`select name, product from sources`,
    sql<Omit<FoundLine, "config">[]>`
      select id, source, name, origins, ready from queues where not watched order by ready desc nulls last, source, name limit ${mostFound}`,
  ]);
  const productOf = new Map(products.map(({ name, product }) => [name, product]));
  const sources = ctx.config.sources.map(({ name, kind }) => {
    const { state, since, lastSuccessAt, lastError } = sight.sources.find((source) => source.name === name) ?? {
      state: "unheard" as const,
      since: null,
      lastSuccessAt: null,
      lastError: null,
    };
    const { warnings, queues } = shareWarnings(rows.filter(({ source }) => source === name));
    return { name, kind, product: productOf.get(name) ?? null, state, since, lastSuccessAt, lastError, warnings, queues };
  });
  const found = unwatched.map((queue) => ({
    ...queue,
    config: { under: `sources.${queue.source}.queues`, line: stringify([queue.name], { lineWidth: 0 }).trim() },
  }));
  return { answer: answerQueues({ sight, sources, found: found.length }), blind: blindnessOf(sight), sources, found, asOf: sight.now };
}
