import { eq } from "drizzle-orm";
import type { Place } from "../access/permissions.ts";
import type { Ctx } from "../context.ts";
import { groups } from "../db/schema/groups.ts";
import { queues } from "../db/schema/queues.ts";

/** The queue that a group lies in; none when there is no such group. */
export function scopeOf({ db }: Ctx, id: number): Promise<readonly Place[]> {
  return db
    .select({ source: queues.source, queue: queues.name })
    .from(groups)
    .innerJoin(queues, eq(queues.id, groups.queueId))
    .where(eq(groups.id, id));
}
