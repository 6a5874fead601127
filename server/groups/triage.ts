import { and, eq, ne, or, sql } from "drizzle-orm";
import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { builderOn } from "../db/client.ts";
import { groups } from "../db/schema/groups.ts";
import { DomainError } from "../errors.ts";
import { scopeOf } from "./scope.ts";
import type { Triage } from "./input.ts";

const becomes = { acknowledge: "acknowledged", mute: "muted", close: "closed", reopen: "open" } as const;

/**
 * Sets what a person has decided about a group. Closing lasts until the next death, muting until its time. Conflict: it is so already;
 * a group that came back after it was closed can be closed again.
 */
export async function triageGroup(ctx: Ctx, input: Triage): Promise<void> {
  const at = ctx.clock();
  const mutedUntil = input.act === "mute" ? new Date(input.until) : null;
  if (mutedUntil && mutedUntil <= at) throw new DomainError("invalid", "The end of muting has passed. Choose a time to come.");
  const asked = {
    permission: "group.triage",
    scope: await scopeOf(ctx, input.id),
    subject: `group ${input.id}`,
    reason: input.reason,
  } as const;
  await act(ctx, asked, async (tx, operation) => {
    const set = { triage: becomes[input.act], triagedBy: operation.principal, triagedAt: at, mutedUntil };
    const differs =
      input.act === "mute"
        ? undefined
        : or(ne(groups.triage, set.triage), and(eq(groups.triage, "closed"), sql`${groups.lastSeenAt} > ${groups.triagedAt}`));
    const [changed] = await builderOn(tx)
      .update(groups)
      .set(set)
      .where(and(eq(groups.id, input.id), differs))
      .returning({ id: groups.id });
    if (!changed) throw new DomainError("conflict", `This group is ${becomes[input.act]} already, or there is no such group.`);
    operation.note({ data: { act: input.act, ...(mutedUntil ? { until: mutedUntil } : {}) } });
    operation.announce("groups");
  });
}
