import { act, type Operation } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { DomainError, noSuch } from "../errors.ts";
import { moveReplay } from "./move-replay.ts";
import { readOutcomes } from "./read-outcomes.ts";
import { readPlaces } from "./read-places.ts";
import type { ReplayState } from "./transitions.ts";

const acts = {
  running: { act: "resume", done: "resumed" },
  paused: { act: "pause", done: "paused" },
  cancelled: { act: "cancel", done: "cancelled" },
} as const;

/** A person moves a replay, with its audit row. `then` runs in the same transaction, with the code of the pause that it was in (null: none). Conflict: it is in a state that does not allow it, in words. */
export async function changeReplayState(
  ctx: Ctx,
  { id, reason }: { readonly id: number; readonly reason: string },
  to: keyof typeof acts,
  then?: (tx: Transaction, operation: Operation, pauseCode: string | null) => Promise<void>,
): Promise<void> {
  const asked = { permission: "replay.start", scope: await readPlaces(ctx, id), subject: `replay ${id}`, reason } as const;
  await act(ctx, asked, async (tx, operation) => {
    // Whoever claims or returns items at this moment is waited for, and the next one sees what is decided here.
    const [replay] = await tx<
      [{ state: ReplayState; pauseCode: string | null }?]
    >`select state, pause_code as "pauseCode" from replays where id = ${id} for update`;
    if (!replay) throw noSuch(`replay ${id}`);
    const pause = to === "paused" ? { code: "by_person", data: { text: reason } } : null;
    if (!(await moveReplay(tx, { id, to, at: operation.at, pause }))) throw new DomainError("conflict", refusal(id, replay.state, to));
    await then?.(tx, operation, replay.pauseCode);
    operation.note({ data: { act: acts[to].act, outcomes: await readOutcomes(tx, id) } });
    operation.announce("replays");
  });
}

function refusal(id: number, state: ReplayState, to: keyof typeof acts): string {
  const stands = state === "observing" ? "has sent everything and only watches what comes back" : `is ${state.replace("_", " ")}`;
  return `Replay ${id} ${stands}, so it cannot be ${acts[to].done}.`;
}
