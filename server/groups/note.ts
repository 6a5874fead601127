import { eq } from "drizzle-orm";
import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import { groups } from "../db/schema/groups.ts";
import { DomainError } from "../errors.ts";
import { announceInTransaction } from "../live/announce-tx.ts";
import type { Note } from "./input.ts";

/** Keeps what somebody found out about a group; null or empty takes it away. The audit row holds the note, so that none is lost. */
export async function noteGroup(ctx: Ctx, input: Note): Promise<void> {
  const note = input.note || null;
  await ctx.db.transaction(async (tx) => {
    const [changed] = await tx.update(groups).set({ note }).where(eq(groups.id, input.id)).returning({ id: groups.id });
    if (!changed) throw new DomainError("not_found", "There is no such group.");
    await recordAudit(ctx, tx, { permission: "group.triage", subject: `group ${input.id}`, data: { act: "note", note } });
    await announceInTransaction(tx, ["groups", "audit"]);
  });
}
