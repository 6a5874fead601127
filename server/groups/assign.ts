import { eq } from "drizzle-orm";
import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { builderOn } from "../db/client.ts";
import { groups } from "../db/schema/groups.ts";
import { noSuch } from "../errors.ts";
import { scopeOf } from "./scope.ts";
import type { Assign } from "./input.ts";

/** Says who looks after a group, and answers with that name; null: nobody. */
export async function assignGroup(ctx: Ctx, input: Assign): Promise<{ readonly assignee: string | null }> {
  const assignee = "toMe" in input ? ctx.principal.name : input.assignee || null;
  const asked = { permission: "group.triage", scope: await scopeOf(ctx, input.id), subject: `group ${input.id}` } as const;
  await act(ctx, asked, async (tx, operation) => {
    const [changed] = await builderOn(tx).update(groups).set({ assignee }).where(eq(groups.id, input.id)).returning({ id: groups.id });
    if (!changed) throw noSuch(`group ${input.id}`);
    operation.note({ data: { act: "assign", assignee } });
    operation.announce("groups");
  });
  return { assignee };
}
