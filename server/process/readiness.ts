import type { Ctx } from "../context.ts";
import { sources as sourceRows } from "../db/schema/queues.ts";
import { isAlive } from "./heartbeat.ts";

export interface Readiness {
  readonly ready: boolean;
  readonly database: { readonly ok: boolean };
  readonly worker: { readonly ok: boolean; readonly lastBeat: Date | null };
  readonly sources: readonly {
    readonly name: string;
    readonly state: string;
  }[];
}

/**
 * Ready: the database answers and a worker lives. A broken source is shown and does not make the console unready: the others go on. Anybody may ask, so
 * that nothing is told of a source but its state.
 */
export async function readReadiness(ctx: Ctx): Promise<Readiness> {
  const { name, state } = sourceRows;
  const [beats, sources] = await Promise.all([
    ctx.sql<{ at: Date | null; alive: boolean | null }[]>`
      select max(beat_at) as at, bool_or(${isAlive(ctx.sql)}) as alive from workers`,
    ctx.db.select({ name, state }).from(sourceRows).orderBy(name),
  ]);
  const worker = { ok: beats[0]?.alive === true, lastBeat: beats[0]?.at ?? null };
  const configured = new Set(ctx.config.sources.map(({ name }) => name));
  return { ready: worker.ok, database: { ok: true }, worker, sources: sources.filter(({ name }) => configured.has(name)) };
}
