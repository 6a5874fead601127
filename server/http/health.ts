import type { Ctx } from "../context.ts";
import { isAlive } from "../process/heartbeat.ts";

export interface Readiness {
  readonly ready: boolean;
  readonly database: { readonly ok: boolean };
  readonly worker: { readonly ok: boolean; readonly lastBeat: Date | null };
  readonly sources: readonly {
    readonly name: string;
    readonly state: string;
    readonly lastSuccess: Date | null;
    readonly lastError: string | null;
    readonly lastErrorAt: Date | null;
  }[];
}

/** Ready: the database answers and a worker lives. A broken source is shown and does not make the console unready: the others go on. */
export async function readReadiness(ctx: Ctx): Promise<Readiness> {
  const [beats, sources] = await Promise.all([
    ctx.sql<{ at: Date | null; alive: boolean | null }[]>`
      select max(beat_at) as at, bool_or(${isAlive(ctx.sql)}) as alive from workers`,
    ctx.sql<Readiness["sources"][number][]>`
      select name, state, last_success_at as "lastSuccess", last_error as "lastError", last_error_at as "lastErrorAt" from sources order by name`,
  ]);
  const worker = { ok: beats[0]?.alive === true, lastBeat: beats[0]?.at ?? null };
  const configured = new Set(ctx.config.sources.map(({ name }) => name));
  return { ready: worker.ok, database: { ok: true }, worker, sources: sources.filter(({ name }) => configured.has(name)) };
}
