import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { readPlaces } from "./read-places.ts";

/** Another speed for a replay that has not ended; it acts within a second. */
export async function changeRate(ctx: Ctx, { id, rate }: { readonly id: number; readonly rate: number | null }): Promise<void> {
  const asked = { permission: "replay.start", scope: await readPlaces(ctx, id), subject: `replay ${id}` } as const;
  await act(ctx, asked, async (tx, operation) => {
    const changed =
      await tx`update replays set rate = ${rate}, tokens = 0, refilled_at = clock_timestamp() where id = ${id} and state in ('running', 'paused')`;
    if (changed.count === 0) throw new DomainError("conflict", `Replay ${id} has ended, so its rate means nothing any more.`);
    operation.note({ data: { act: "rate", rate } });
    operation.announce("replays");
  });
}
