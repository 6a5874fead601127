import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Fragment } from "postgres";
import type { Ctx } from "../context.ts";
import type { Sql, Transaction } from "../db/client.ts";

/** How often a worker says that it lives. */
export const beatMs = 3_000;
/** One that has not said so for this long is dead, and what it held is free. */
const silentSeconds = 15;

/** Whether a row of `workers` is of one that lives, by the database's clock. */
export function isAlive(sql: Sql | Transaction): Fragment {
  return sql`beat_at > now() - make_interval(secs => ${silentSeconds})`;
}

/** Names this run of the worker; a restarted one is another. */
export function newWorkerId(): string {
  return `${hostname().slice(0, 60)}-${process.pid}-${randomUUID().slice(0, 8)}`;
}

/** Says that this worker lives. By the database's clock, so that workers with wrong clocks do not take each other for dead. */
export async function beat(ctx: Ctx, workerId: string): Promise<void> {
  await ctx.sql`
    insert into workers (id, host, pid, started_at, beat_at) values (${workerId}, ${hostname()}, ${process.pid}, now(), now())
    on conflict (id) do update set beat_at = excluded.beat_at`;
}

/** Ends the beating of a worker that stops in order, so that nobody waits for it. */
export async function endBeat(ctx: Ctx, workerId: string): Promise<void> {
  await ctx.sql`delete from workers where id = ${workerId}`;
}

/** Forgets workers that died without saying so; they are shown for a day. */
export async function sweepWorkers(ctx: Ctx): Promise<void> {
  await ctx.sql`delete from workers where beat_at < now() - interval '1 day'`;
}
