import { mayAct } from "../access/grant.ts";
import { setTimeout as delay } from "node:timers/promises";
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

/** A database that takes longer does not answer: whoever asks does not wait for it. */
const answerMs = 5_000;

/**
 * Ready: the database answers and a worker lives. A broken source is shown and does not make the console unready: the others go on. Anybody may ask, so
 * that nothing is told of a source but its state, and its name only to those who may see the settings. Rejects when the database has not answered within some seconds, also where its connections are not lost yet.
 */
export async function readReadiness(ctx: Ctx): Promise<Readiness> {
  const late = delay(answerMs, null, { ref: false });
  const readiness = await Promise.race([askReadiness(ctx), late]);
  if (readiness === null) throw new Error("The database does not answer.");
  return readiness;
}

async function askReadiness(ctx: Ctx): Promise<Readiness> {
  const { name, state } = sourceRows;
  const [beats, sources] = await Promise.all([
    ctx.sql<{ at: Date | null; alive: boolean | null }[]>`
      select max(beat_at) as at, bool_or(${isAlive(ctx.sql)}) as alive from workers`,
    ctx.db.select({ name, state }).from(sourceRows).orderBy(name),
  ]);
  const worker = { ok: beats[0]?.alive === true, lastBeat: beats[0]?.at ?? null };
  const named = mayAct(ctx.principal.may, "settings.view", "everywhere") ? ctx.config.sources : [];
  const configured = new Set(named.map(({ name }) => name));
  return { ready: worker.ok, database: { ok: true }, worker, sources: sources.filter(({ name }) => configured.has(name)) };
}
