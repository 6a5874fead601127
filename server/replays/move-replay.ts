import type { Transaction } from "../db/client.ts";
import type { Reason } from "../messages/reason.ts";
import { type ReplayState, replayTransitions } from "./transitions.ts";

/** The stage that a replay is in becomes this with it; a pause leaves it as it is. */
const stageStates: Partial<Record<ReplayState, "observing" | "passed" | "stopped">> = {
  observing: "observing",
  completed: "passed",
  cancelled: "stopped",
};

/** The only way to move a replay and its stage. False: its state does not allow it, or there is none. `pause`: why it is paused. Runs in the caller's transaction. */
export async function moveReplay(
  tx: Transaction,
  { id, to, at, pause }: { readonly id: number; readonly to: ReplayState; readonly at: Date; readonly pause: Reason | null },
): Promise<boolean> {
  const from = (Object.keys(replayTransitions) as ReplayState[]).filter((state) => replayTransitions[state].includes(to));
  const over = replayTransitions[to].length === 0;
  const moved = await tx`
    update replays set state = ${to}::replay_state, pause_code = ${pause?.code ?? null}, pause_data = ${pause && JSON.stringify(pause.data)}::text::jsonb,
      finished_at = case when ${over} then ${at}::timestamptz end
    where id = ${id} and state = any(${from}::replay_state[])`;
  if (moved.count === 0) return false;
  const stage = stageStates[to];
  // Stages that were not begun are stopped with the last: nothing was left for them.
  if (stage)
    await tx`
      update replay_stages set state = case when state = 'waiting' then 'stopped' else ${stage}::stage_state end,
        ended_at = case when ${over} then ${at}::timestamptz end
      where replay_id = ${id} and ended_at is null and (state <> 'waiting' or ${over})`;
  return true;
}
