import type { BrokerKind } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import type { FailureRules } from "../failures/failure.ts";
import { findSource, matchQueue } from "../config/find.ts";
import type { Reader } from "./arrival.ts";

const noRules: FailureRules = { envelope: {}, headers: {}, categories: [], ownCode: [], downstreams: [] };

/** How messages of a queue are read today: with the rules of the config, or with none when the queue has left it. */
export async function readerOf(ctx: Ctx, queueId: number): Promise<Reader> {
  const [row] = await ctx.sql<{ source: string; queue: string; kind: BrokerKind | null }[]>`
    select q.source, q.name as queue, s.kind from queues q left join sources s on s.name = q.source where q.id = ${queueId}`;
  if (!row) throw new Error(`There is no queue ${queueId}.`);
  const config = findSource(ctx.config, row.source);
  const kind = config?.kind ?? row.kind;
  if (!kind) throw new Error(`Source "${row.source}" is not configured and has never answered, so its messages cannot be read.`);
  const rules = (config && matchQueue(config, row.queue)?.rules) ?? noRules;
  return { queueId, source: row.source, queue: row.queue, rules, codec: ctx.brokers.codec(kind) };
}
