import { demand } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import type { QueueId } from "./input.ts";
import { fromBroker, openLog } from "./open-log.ts";
import { planPurge } from "./purge-plan.ts";
import { findSettledPrefixes } from "./find-settled.ts";
import type { PurgePlan } from "./output.ts";

/** What could be removed from a mirrored topic at this moment. Invalid: it is not mirrored. Unavailable: the broker does not answer. */
export async function readPurgePlan(ctx: Ctx, input: QueueId): Promise<PurgePlan> {
  const queue = await openLog(ctx, input);
  await demand(ctx, { permission: "queue.purge", scope: [{ source: queue.source, queue: queue.name }], subject: `queue ${queue.name}` });
  if (queue.mode !== "mirror")
    throw new DomainError("invalid", "Only a topic that is mirrored can be purged: of others Redrive has no copies.");
  const log = await fromBroker(queue.log.read(queue.name));
  return planPurge(log, await fromBroker(findSettledPrefixes(ctx.sql, queue, log.parts)), queue.positions);
}
