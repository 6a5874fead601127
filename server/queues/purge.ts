import type { Removal } from "../sources/log.ts";
import { act, demand } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { lockRestores } from "../messages/lock-restores.ts";
import type { Purge } from "./input.ts";
import { fromBroker, openLog, type QueueLog } from "./open-log.ts";
import { contradictPurge, planPurge } from "./purge-plan.ts";
import { findSettledPrefixes } from "./find-settled.ts";
import { scopeOfQueue } from "./scope.ts";

/**
 * Removes settled prefixes of a mirrored topic from the broker, for everybody. The intent is in the audit log before anything is asked of the broker,
 * the outcome of each partition after it. What was confirmed is looked at once more while nothing can be restored. Conflict: it is not settled any
 * more, and nothing was removed.
 */
export async function purgeQueue(ctx: Ctx, { id, parts, reason }: Purge): Promise<readonly Removal[]> {
  const where = await scopeOfQueue(ctx, id);
  const asked = { permission: "queue.purge", ...where, reason } as const;
  await demand(ctx, asked);
  const queue = await openLog(ctx, { id });
  if (queue.mode !== "mirror")
    throw new DomainError("invalid", "Only a topic that is mirrored can be purged: of others Redrive has no copies.");
  const operation = await act(ctx, asked, async (_tx, intent) => {
    intent.note({ data: { act: "purge", parts } });
    return intent.id;
  });
  const outcome = await removeSettled(ctx, queue, parts).catch((error: unknown) => {
    if (error instanceof DomainError) return error;
    throw error;
  });
  const failed = outcome instanceof DomainError || outcome.some(({ state }) => state !== "done");
  const told = outcome instanceof DomainError ? { refused: outcome.message } : { parts: withMarks(outcome, parts) };
  await act(ctx, { ...asked, operation }, async (_tx, end) => {
    end.note({ result: failed ? "failed" : "allowed", data: { act: "purged", ...told } });
    end.announce("queues");
  });
  if (outcome instanceof DomainError) throw outcome;
  return outcome;
}

function removeSettled(ctx: Ctx, queue: QueueLog, parts: Purge["parts"]): Promise<readonly Removal[]> {
  return ctx.sql.begin(async (tx) => {
    await lockRestores(tx, "alone");
    const { name, log, positions } = queue;
    const state = await fromBroker(log.read(name));
    const asked = state.parts.filter(({ part }) => parts.some((one) => one.part === part));
    const plan = planPurge(state, await fromBroker(findSettledPrefixes(tx, queue, asked)), positions);
    const changed = contradictPurge(state, plan, parts, positions);
    if (changed) throw new DomainError("conflict", `${changed} Nothing was removed.`);
    return log.removeBefore(
      name,
      parts.map(({ part, before }) => ({ part, at: before })),
    );
  });
}

function withMarks(removals: readonly Removal[], parts: Purge["parts"]) {
  return removals.map((removal) => ({ ...removal, before: parts.find(({ part }) => part === removal.part)?.before }));
}
