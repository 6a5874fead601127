import { builderOn, type Transaction } from "../../db/client.ts";
import { replayStages } from "../../db/schema/replays.ts";
import type { Policy } from "../policy.ts";

/** Writes the stages of a replay that starts now, with its first one begun. Runs in the caller's transaction. */
export async function openStages(tx: Transaction, replayId: number, { stages }: Policy, at: Date): Promise<void> {
  const rows = stages.map(({ kind }, index) =>
    index === 0
      ? { replayId, nth: 1, kind, state: "sending" as const, startedAt: at }
      : { replayId, nth: index + 1, kind, state: "waiting" as const },
  );
  await builderOn(tx).insert(replayStages).values(rows);
}
