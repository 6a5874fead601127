import { act, type Operation } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { DomainError } from "../errors.ts";
import { readPlaces } from "./read-places.ts";
import { type ReplayState, replayTransitions } from "./transitions.ts";

/** Moves a replay, with its audit row. `then` runs in the same transaction. Conflict: it is in a state that does not allow it, in words. */
export async function changeReplayState(
  ctx: Ctx,
  input: { readonly id: number; readonly reason: string },
  to: "running" | "paused" | "cancelled",
  then?: (tx: Transaction, operation: Operation) => Promise<void>,
): Promise<void> {
  const from = (Object.keys(replayTransitions) as ReplayState[]).filter((state) => replayTransitions[state].includes(to));
  const { id, reason } = input;
  const asked = { permission: "replay.start", scope: await readPlaces(ctx, id), subject: `replay ${id}`, reason } as const;
  await act(ctx, asked, async (tx, operation) => {
    // Whoever claims or puts back at this moment is waited for, and the next one sees what is decided here.
    await tx`select from replays where id = ${input.id} for update`;
    const changed = await tx`
      update replays set state = ${to}::replay_state, pause_code = ${to === "paused" ? "by_person" : null},
        pause_data = ${to === "paused" ? JSON.stringify({ text: input.reason }) : null}::text::jsonb,
        finished_at = case when ${to === "cancelled"} then ${ctx.clock()}::timestamptz else finished_at end
      where id = ${input.id} and state = any(${from}::replay_state[])`;
    if (changed.count === 0) throw await refusal(tx, input.id, to);
    await then?.(tx, operation);
    operation.note({ data: { to } });
    operation.announce("replays");
  });
}

async function refusal(tx: Transaction, id: number, to: string): Promise<DomainError> {
  const [row] = await tx<{ state: string }[]>`select state from replays where id = ${id}`;
  if (!row) return new DomainError("not_found", `There is no replay ${id}.`);
  return new DomainError("conflict", `Replay ${id} is ${row.state}, so it cannot become ${to}.`);
}
