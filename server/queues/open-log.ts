import { seenIn, visibleQueues } from "../access/visible.ts";
import type { LogCodec } from "../sources/log.ts";
import { BrokerError, type BrokerLog } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import { DomainError, noSuch } from "../errors.ts";
import { findSource } from "../config/find.ts";

export interface QueueLog {
  readonly id: number;
  readonly source: string;
  readonly name: string;
  readonly mode: "take" | "mirror" | "watch" | null;
  readonly origins: readonly string[] | null;
  readonly log: BrokerLog;
  readonly positions: LogCodec;
}

/** A queue that is a log, with what its broker can do there. Invalid: it is none. */
export async function openLog(ctx: Ctx, { id }: { readonly id: number }): Promise<QueueLog> {
  const visible = await visibleQueues(ctx, "queue.view");
  const [row] = await ctx.sql<Omit<QueueLog, "log" | "positions">[]>`
    select id, source, name, mode, origins from queues where id = ${id} ${seenIn(ctx.sql, visible, ctx.sql`id`)}`;
  if (!row) throw noSuch(`queue ${id}`);
  if (!findSource(ctx.config, row.source))
    throw new DomainError("unavailable", `Source "${row.source}" is no longer configured, so its topics cannot be read.`);
  const { log, codec } = ctx.brokers.get(row.source);
  if (!log || !codec.log) throw new DomainError("invalid", `"${row.name}" is no log: it has no partitions and no offsets.`);
  return { ...row, log, positions: codec.log };
}

/** The broker's answer; what went wrong in its own words. */
export async function fromBroker<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (cause) {
    if (cause instanceof BrokerError) throw new DomainError("unavailable", cause.message, { cause });
    throw cause;
  }
}
