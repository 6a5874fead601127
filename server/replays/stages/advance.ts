import { act } from "../../access/act.ts";
import { systemPrincipal } from "../../access/principal.ts";
import type { Ctx } from "../../context.ts";
import { readOutcomes } from "../read-outcomes.ts";
import { moveReplay } from "../move-replay.ts";
import { evaluate } from "./evaluate.ts";
import { readWindow } from "./read-window.ts";

const acts = { pause: "paused", observe: "observing", complete: "completed" } as const;

/**
 * Pauses a replay, or ends its sending or its watch, where its policy says so. `afterFailure`: the broker has just not taken an item. Whatever is done
 * is an act of Redrive in the audit log, as part of the operation that the replay was started by.
 */
export async function advanceReplay(ctx: Ctx, id: number, { afterFailure = false } = {}): Promise<void> {
  const standing = await readWindow(ctx.sql, id, afterFailure);
  if (!standing || !evaluate(standing.window, standing.policy)) return;
  const { places, operation } = standing;
  const system = { ...ctx, principal: systemPrincipal("worker"), address: null };
  const asked = {
    permission: "replay.start",
    scope: places,
    subject: `replay ${id}`,
    ...(operation === null ? {} : { operation }),
  } as const;
  await act(system, asked, async (tx, { at, note, announce, drop }) => {
    // Whoever changes it or makes items of it at this moment is waited for; then it is looked at again.
    await tx`select from replays where id = ${id} for update`;
    const now = await readWindow(tx, id, afterFailure);
    const signal = now && evaluate(now.window, now.policy);
    const reason = signal?.do === "pause" ? signal.reason : null;
    if (!signal || !(await moveReplay(tx, { id, to: acts[signal.do], at, pause: reason }))) return drop();
    note({ data: { act: signal.do, ...(reason ? { reason } : {}), outcomes: await readOutcomes(tx, id) } });
    announce("replays");
  });
}
