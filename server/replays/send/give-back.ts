import type { Ctx } from "../../context.ts";
import { holdThroughOutage } from "../../db/hold.ts";
import type { Batch } from "./batch.ts";
import type { Lane } from "./lane.ts";
import { returnUnsent } from "./return-unsent.ts";

const never = new AbortController().signal;

/** Takes a batch out of a lane's hand of which nothing was written to a broker but what has its outcome in the database. */
export async function giveBack(ctx: Ctx, lane: Lane, batch: Pick<Batch, "id">): Promise<void> {
  await holdThroughOutage(() => returnUnsent(ctx, batch.id), { signal: never });
  lane.unsettled.delete(batch.id);
}
