import { eq } from "drizzle-orm";
import type { Place } from "../access/permissions.ts";
import type { Ctx } from "../context.ts";
import { replays } from "../db/schema/replays.ts";
import { DomainError } from "../errors.ts";

/** The queues whose messages a replay holds: the scope of every act on it. Rejects with `not_found`. */
export async function readPlaces({ db }: Ctx, id: number): Promise<readonly Place[]> {
  const [replay] = await db.select({ places: replays.places }).from(replays).where(eq(replays.id, id));
  if (!replay) throw new DomainError("not_found", `There is no replay ${id}.`);
  return replay.places;
}
