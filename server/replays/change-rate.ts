import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { readPlaces } from "./read-places.ts";

/** Another speed for a replay that has not ended; it acts within a second. */
export async function changeRate(ctx: Ctx, { id, rate }: { readonly id: number; readonly rate: number | null }): Promise<void> {
  const asked = { permission: "replay.start", scope: await readPlaces(ctx, id), subject: `replay ${id}` } as const;
  await act(ctx, asked, async (tx, operation) => {
    const [before] = await tx<[{ rate: number | null }?]>`
      select rate from replays where id = ${id} and state in ('running', 'paused') for no key update`;
    if (!before) throw new DomainError("conflict", `Replay ${id} has ended, so its rate means nothing any more.`);
    await tx`update replays set rate = ${rate}, tokens = 0, refilled_at = clock_timestamp() where id = ${id}`;
    operation.note({ data: { act: "rate", from: before.rate, rate } });
    operation.announce("replays");
  });
}
