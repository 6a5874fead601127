import { type Dated, findOlder } from "../checks/older-state.ts";
import { waitForNumber } from "../checks/sequence-gap.ts";
import type { Ctx } from "../context.ts";
import { numberArray } from "../db/arrays.ts";
import type { Sql, Transaction } from "../db/client.ts";
import { readParts } from "../payloads/read.ts";
import { askBefore, type ToldBefore } from "./ask-before.ts";
import { type Gathering, judgePart, makeItems } from "./gather.ts";
import { takeOut } from "../selections/freeze.ts";
import { producedAtOf } from "./send/way.ts";
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

/** What a canary is made of: messages that are no items yet, in the order in which they are taken, with what applications say of them. */
export interface CanaryChoice {
  readonly ids: readonly number[];
  readonly told: ToldBefore;
}

/**
 * Chooses messages that are spread over the frozen selection of a replay. Applications are asked here, which may take seconds: whoever changes a replay that
 * runs chooses before its row is locked. What would wait for a number, or is older than what was processed, is left out: a canary is sent before all others,
 * so it would hold all that is behind it, and what is skipped proves nothing.
 */
export async function chooseCanary(
  ctx: Ctx,
  sql: Sql | Transaction,
  { id, target, policy }: Pick<Gathering, "id" | "target" | "policy">,
  total: number,
): Promise<CanaryChoice> {
  const size = sizeOf(policy);
  if (size === 0) return { ids: [], told: new Map() };
  const ranked = spreadCanary(await readCandidates(sql, id, total), size * spare);
  const asking = { ...ctx, sql, despite: policy.despite };
  const waiting = await waitForNumber(asking, ranked);
  const ready = ranked.flatMap((one) => (waiting.has(one.id) ? [] : [one.id]));
  const older = await findOlder(asking, await readDated(ctx, ready));
  const ids = ready.filter((one) => !older.has(one));
  return { ids, told: await askBefore(ctx, sql, target, ids) };
}

/**
 * Makes items of a replay from those of these messages that the checks let through: its canary, smaller than its size where not so many are fit. Where there
 * are downstreams, items behind it can replace it once it was tried at one that failed (`renewCanary`). All leave their parts, so that each message has one
 * item. null: nothing is fit.
 */
export async function gatherCanary(ctx: Ctx, tx: Transaction, replay: Gathering, { ids, told }: CanaryChoice): Promise<Canary | null> {
  const size = sizeOf(replay.policy);
  if (ids.length === 0) return null;
  const fit = (await judgePart(ctx, tx, ids, replay, told))
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

function sizeOf({ stages }: Gathering["policy"]): number {
  return stages.find((stage) => stage.kind === "canary")?.size ?? 0;
}

/** Messages with when their events were produced. Their bytes are read only where redrive.yaml names event types that carry state, and an application. */
async function readDated(ctx: Ctx, ids: readonly number[]): Promise<readonly Dated[]> {
  if (ctx.config.applications.length === 0 || !ctx.config.eventTypes.some(({ kind }) => kind === "state")) return [];
  const rows = await ctx.sql<{ id: number; eventKey: string | null }[]>`
    select id, event_key as "eventKey" from messages where id = any(${numberArray(ids)}::bigint[])`;
  const keys = new Map(rows.map((row) => [row.id, row.eventKey]));
  const dated: Dated[] = [];
  for await (const part of readParts(ctx, ids)) {
    for (const stored of part) {
      const { id, source, queue } = stored;
      dated.push({ id, source, queue, eventKey: keys.get(id) ?? null, producedAt: producedAtOf(ctx, stored) });
    }
  }
  return dated;
}
