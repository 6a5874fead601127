import { eq } from "drizzle-orm";
import type { Place } from "../access/permissions.ts";
import type { Ctx } from "../context.ts";
import { queues } from "../db/schema/queues.ts";
import { DomainError } from "../errors.ts";

/** Source and name of a queue. Rejects with `not_found`. */
export async function readPlace({ db }: Ctx, id: number): Promise<Place> {
  const [place] = await db.select({ source: queues.source, queue: queues.name }).from(queues).where(eq(queues.id, id));
  if (!place) throw new DomainError("not_found", `There is no queue ${id}.`);
  return place;
}
