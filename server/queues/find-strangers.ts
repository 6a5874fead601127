import type { SourceConfig } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import { isAlive } from "../process/heartbeat.ts";
import type { TopologyWarning } from "../sources/port.ts";

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
