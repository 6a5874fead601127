import { waitForNumber } from "../checks/sequence-gap.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { askBefore } from "./ask-before.ts";
import { type Gathering, judgePart, makeItems } from "./gather.ts";
import { takeOut } from "../selections/freeze.ts";
import { readCandidates } from "./stages/read-candidates.ts";
import { spreadCanary } from "./stages/spread.ts";

/** Of so many times the size the checks are asked: some would skip or hold. */
const spare = 4;

interface Canary {
  /** Its items, by their ids. */
  readonly first: number;
  readonly last: number;
  /** Items that were made: of the canary, and of those that replace it. */
  readonly n: number;
}

/**
 * Makes items of a replay from messages that are spread over its frozen selection, and that the checks let through: its canary, smaller than its size where not
 * so many are fit. Where there are downstreams, items behind it can replace it once it was tried at one that failed (`renewCanary`). All leave
 * their parts, so that each message has one item. null: it has none, or nothing is fit.
 */
export async function gatherCanary(ctx: Ctx, tx: Transaction, replay: Gathering, total: number): Promise<Canary | null> {
  const size = replay.policy.stages.find((stage) => stage.kind === "canary")?.size ?? 0;
  if (size === 0) return null;
  const ranked = spreadCanary(await readCandidates(tx, replay.id, total), size * spare);
  // A canary is sent before all others, so what waits for a number would hold it, and all that is behind it.
  const waiting = await waitForNumber({ ...ctx, sql: tx, despite: replay.policy.despite }, ranked);
  const ready = ranked.flatMap(({ id }) => (waiting.has(id) ? [] : [id]));
  const fit = (await judgePart(ctx, tx, ready, replay, await askBefore(ctx, tx, replay.target, ready)))
    .filter(({ state }) => state === "selected")
    .slice(0, ctx.config.downstreams.length > 0 ? size * spare : size);
  await takeOut(
    tx,
    { replayId: replay.id },
    fit.map(({ messageId }) => messageId),
  );
  const items = await makeItems(ctx, tx, replay, fit);
  const [first, last] = [items[0], items.at(Math.min(size, items.length) - 1)];
  if (!first || !last) return null;
  await tx`update replay_stages set last_item = ${last.id} where replay_id = ${replay.id} and kind = 'canary'`;
  return { first: first.id, last: last.id, n: items.length };
}
