import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { eq, lt, sql } from "drizzle-orm";
import type { Fragment } from "postgres";
import type { Ctx } from "../context.ts";
import { sessionPrefix, type Sql, type Transaction } from "../db/client.ts";
import { workers } from "../db/schema/queues.ts";

/** How often a worker says that it lives. */
export const beatMs = 3_000;
/** One that has not said so for this long is dead, and what it held is free. */
const silentSeconds = 15;
/** Beats that follow each other within this time have no gap. After a gap this long a living worker is heard again well within `silentSeconds`. */
const gapSeconds = 6;

/** Whether a row of `workers` is of one that lives, by the database's clock. */
export function isAlive(client: Sql | Transaction): Fragment {
  return client`beat_at > now() - make_interval(secs => ${silentSeconds})`;
}

/**
 * Whether some worker has said so without a gap for `silentSeconds`: the database took beats all that time, so whoever was silent is gone. Otherwise the
 * database itself may have been away, and nobody may be taken for dead yet. By the database's clock.
 */
export function isWatched(client: Sql | Transaction): Fragment {
  return client`exists (
    select from workers where beat_at > now() - make_interval(secs => ${gapSeconds}) and steady_since < now() - make_interval(secs => ${silentSeconds}))`;
}

/** Names this run of the worker; a restarted one is another. */
export function newWorkerId(): string {
  return `${hostname().slice(0, 60)}-${process.pid}-${randomUUID().slice(0, 8)}`;
}

/** Says that this worker lives. By the database's clock, so that workers with wrong clocks do not take each other for dead. */
export async function beat(ctx: Ctx, workerId: string): Promise<void> {
  const beatAt = sql`now()`;
  const steadySince = sql`case when ${workers.beatAt} > now() - make_interval(secs => ${gapSeconds}) then ${workers.steadySince} else now() end`;
  await ctx.db
    .insert(workers)
    .values({ id: workerId, host: hostname(), pid: process.pid, startedAt: beatAt, beatAt, steadySince: beatAt })
    .onConflictDoUpdate({ target: workers.id, set: { beatAt, steadySince } });
}

/**
 * Ends the database sessions of workers that are dead. One that only stands still may hold locks in the middle of a statement, where no timeout of the
 * server ends it, and everybody would wait for them.
 */
export async function endSessionsOfDead({ sql: client }: Ctx): Promise<void> {
  await client`
    select pg_terminate_backend(a.pid) from pg_stat_activity a
    join workers w on a.application_name = ${sessionPrefix}::text || left(w.host, 40) || ' ' || w.pid
    where a.datname = current_database() and a.usename = current_user and a.pid <> pg_backend_pid() and ${isWatched(client)}
      and not exists (select from workers l where l.host = w.host and l.pid = w.pid and ${isAlive(client)})`;
}

/** Ends the beating of a worker that stops in order, so that nobody waits for it. */
export async function endBeat(ctx: Ctx, workerId: string): Promise<void> {
  await ctx.db.delete(workers).where(eq(workers.id, workerId));
}

/** Forgets workers that died without saying so; they are shown for a day. */
export async function sweepWorkers(ctx: Ctx): Promise<void> {
  await ctx.db.delete(workers).where(lt(workers.beatAt, sql`now() - interval '1 day'`));
}
