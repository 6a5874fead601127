import type { Place } from "../access/permissions.ts";
import { readSeen } from "../access/seen.ts";
import { seenWithin } from "../access/visible.ts";
import type { Ctx } from "../context.ts";

/** The queues whose messages a replay holds, or may hold: the scope of every act on it. None when there is no such replay, or it is hidden. */
export async function readPlaces(ctx: Ctx, id: number): Promise<readonly Place[]> {
  const { sql } = ctx;
  const { replays } = await readSeen(ctx);
  const [replay] = await sql<{ places: Place[] }[]>`select places from replays where id = ${id} ${seenWithin(sql, replays, sql`places`)}`;
  return replay?.places ?? [];
}
