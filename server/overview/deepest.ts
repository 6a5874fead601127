import type { Ctx } from "../context.ts";
import { readQueueRows } from "../queues/read-rows.ts";
import type { DeepQueue } from "./output.ts";

const most = 4;

/** The queues with most in them, captured or still in the broker. */
export async function readDeepest(ctx: Ctx): Promise<readonly DeepQueue[]> {
  const rows = await readQueueRows(ctx);
  return rows
    .toSorted((a, b) => b.dead + (b.ready ?? 0) - a.dead - (a.ready ?? 0))
    .slice(0, most)
    .map(({ id, name, source, dead, ready, oldestAt, oldestIsBound, expiry }) => ({
      id,
      name,
      source,
      dead,
      ready,
      oldestAt,
      oldestIsBound,
      expiry,
    }));
}
