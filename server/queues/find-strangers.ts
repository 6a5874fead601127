import type { SourceConfig } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import { isAlive } from "../process/heartbeat.ts";
import { BrokerError, type TopologyWarning } from "../sources/port.ts";
import { warnOfConsumers } from "./read-by-others.ts";

const mostNames = 3;

/**
 * Warnings of logs that somebody else reads by Redrive's own consumer group, by name of the queue: members that are no worker of this database. Each
 * member gets only some of the partitions, so this database holds a part of the log. Empty where the source is no log.
 */
export async function findStrangers(
  ctx: Ctx,
  source: SourceConfig,
  queues: readonly string[],
): Promise<ReadonlyMap<string, TopologyWarning>> {
  const { log } = ctx.brokers.get(source.name);
  if (!log || queues.length === 0) return new Map();
  const found = await log.members(queues);
  const readers = [...found.values()].flatMap((members) => members.readers);
  // Asked after the broker: who has joined is alive by then.
  const own = await ctx.sql<{ id: string }[]>`select id from workers where id = any(${textArray(readers)}::text[]) and ${isAlive(ctx.sql)}`;
  const ours = new Set(own.map(({ id }) => id));
  return new Map(
    [...found].flatMap(([queue, { group, readers: members }]) => {
      const strangers = members.filter((reader) => !ours.has(reader));
      return strangers.length > 0 ? [[queue, warningOf(source.name, group, strangers)] as const] : [];
    }),
  );
}

/**
 * Warnings of queues from which Redrive takes and somebody else does too, by name of the queue. A worker of this database that is dead may still be
 * connected, and is nobody else. Empty where the broker cannot tell.
 */
export async function findOtherConsumers(ctx: Ctx, source: SourceConfig): Promise<ReadonlyMap<string, TopologyWarning>> {
  const broker = ctx.brokers.get(source.name);
  if (!broker.consumers) return new Map();
  const taken = await ctx.sql<{ name: string }[]>`
    select name from queues where source = ${source.name} and watched and mode = 'take' and state = 'running'`;
  if (taken.length === 0) return new Map();
  const found = await broker.consumers(taken.map(({ name }) => name)).catch((error: unknown) => {
    if (!(error instanceof BrokerError)) throw error;
    ctx.log.warn({ source: source.name, err: error }, "who else consumes its queues is not known");
    return new Map<string, readonly (string | null)[]>();
  });
  // Asked after the broker: who consumes is known by then.
  const workers = await ctx.sql<{ id: string }[]>`select id from workers`;
  const ours = new Set(workers.map(({ id }) => id));
  return new Map(
    [...found].flatMap(([queue, consumers]) => {
      const others = consumers.filter((name) => name !== null && !ours.has(name));
      const unnamed = consumers.filter((name) => name === null).slice(ours.size);
      return others.length + unnamed.length > 0 ? [[queue, warnOfConsumers(queue, [...others, ...unnamed])] as const] : [];
    }),
  );
}

function warningOf(source: string, group: string, strangers: readonly string[]): TopologyWarning {
  const more = strangers.length > mostNames ? ` and ${strangers.length - mostNames} more` : "";
  return {
    code: "strangers",
    severity: "bad",
    text:
      `The consumer group ${group} has members that are no worker of this console: ${strangers.slice(0, mostNames).join(", ")}${more}. ` +
      "Each reads some of the partitions, so this console does not see every dead letter. Give this console a group of its own.",
    mend: `group: redrive-2 # under sources.${source} in redrive.yaml, any name that no other console uses`,
  };
}
