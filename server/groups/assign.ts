import { eq } from "drizzle-orm";
import { actorName } from "../access/actor.ts";
import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import { groups } from "../db/schema/groups.ts";
import { DomainError } from "../errors.ts";
import { announceInTransaction } from "../live/announce-tx.ts";
import type { Assign } from "./input.ts";

/** Says who looks after a group, and answers with that name; null: nobody. */
export async function assignGroup(ctx: Ctx, input: Assign): Promise<{ readonly assignee: string | null }> {
  const assignee = "toMe" in input ? actorName(ctx.actor) : input.assignee || null;
  await ctx.db.transaction(async (tx) => {
    const [changed] = await tx.update(groups).set({ assignee }).where(eq(groups.id, input.id)).returning({ id: groups.id });
    if (!changed) throw new DomainError("not_found", "There is no such group.");
    await recordAudit(ctx, tx, { permission: "group.triage", subject: `group ${input.id}`, data: { act: "assign", assignee } });
    await announceInTransaction(tx, ["groups", "audit"]);
  });
  return { assignee };
}
