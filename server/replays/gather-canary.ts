import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { type Gathering, judgePart, makeItems } from "./gather.ts";
import { takeOut } from "../selections/freeze.ts";
import { readCandidates } from "./stages/read-candidates.ts";
import { spreadCanary } from "./stages/spread.ts";

/** Of so many times the size the checks are asked: some would skip or hold. */
const spare = 4;

/**
 * Makes the first items of a replay from messages that are spread over its frozen selection, and that the checks let through: its canary. Answers how many; fewer
 * than its size where not so many are fit. Those leave their parts, so that each message has one item.
 */
export async function gatherCanary(ctx: Ctx, tx: Transaction, replay: Gathering, total: number): Promise<number> {
  const size = replay.policy.stages.find((stage) => stage.kind === "canary")?.size ?? 0;
  if (size === 0) return 0;
  const ranked = spreadCanary(await readCandidates(tx, replay.id, total), size * spare).map(({ id }) => id);
  const fit = (await judgePart(ctx, tx, ranked, replay)).filter(({ state }) => state === "selected").slice(0, size);
  await takeOut(
    tx,
    { replayId: replay.id },
    fit.map(({ messageId }) => messageId),
  );
  const items = await makeItems(ctx, tx, replay, fit);
  await tx`update replay_stages set last_item = ${items.at(-1)?.id ?? null} where replay_id = ${replay.id} and kind = 'canary'`;
  return items.length;
}
