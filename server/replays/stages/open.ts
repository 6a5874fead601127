import { builderOn, type Transaction } from "../../db/client.ts";
import { replayStages } from "../../db/schema/stages.ts";
import type { Policy } from "../policy.ts";
import { restartRamp, rewatchCanary } from "./move-stage.ts";

/** Writes the stages of a replay that starts now, with its first one begun. Runs in the caller's transaction. */
export async function openStages(tx: Transaction, replayId: number, policy: Policy, at: Date): Promise<void> {
  const rows = policy.stages.map((stage, index) => ({
    replayId,
    nth: index + 1,
    kind: stage.kind,
    size: stage.kind === "canary" ? stage.size : null,
    ...(index === 0 ? { state: "sending" as const, startedAt: at, takenBefore: 0 } : { state: "waiting" as const }),
  }));
  await builderOn(tx).insert(replayStages).values(rows);
  await rewatchCanary(tx, replayId);
  await restartRamp(tx, replayId, policy);
}
