import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { announce } from "../live/announce.ts";
import { writeEvent } from "./act.ts";

/** Ends sessions of one person because somebody else than a person of Redrive says so: `by` in words. `as`: the row of `principals`. */
export async function endSessions(
  ctx: Ctx,
  tx: Transaction,
  { ids, personId, as, by }: { readonly ids: readonly number[]; readonly personId: number; readonly as: number; readonly by: string },
): Promise<void> {
  const ended = await tx`delete from sessions where id = any(${[...ids]}::int[])`;
  if (ended.count === 0) return;
  await writeEvent(ctx, tx, {
    as,
    event: "session.end",
    subject: `person ${personId}`,
    data: { act: "sign out", by, sessions: ended.count },
  });
  await announce(tx, ["people"]);
}
