import type { Transaction } from "../db/client.ts";

/** Items that one transaction of a person's act moves. */
export const actAtOnce = 5_000;

/** A person's act on the items of a replay, as their history names it. */
export interface Rest {
  readonly replayId: number;
  readonly reason: string;
  /** A row of `principals`. */
  readonly principal: number;
  readonly operation: number;
}

/** Leaves the rest of an act to the workers. `sent`: what the person said of unknown items; null: the replay is cancelled. */
export async function leaveRest(
  tx: Transaction,
  { replayId, reason, principal, operation, sent }: Rest & { readonly sent: boolean | null },
): Promise<void> {
  await tx`
    insert into replay_acts (replay_id, sent, reason, principal_id, operation_id) values (${replayId}, ${sent}, ${reason}, ${principal}, ${operation})`;
}
