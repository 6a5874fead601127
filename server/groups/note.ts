import { eq } from "drizzle-orm";
import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { builderOn } from "../db/client.ts";
import { groups } from "../db/schema/groups.ts";
import { noSuch } from "../errors.ts";
import { scopeOf } from "./scope.ts";
import type { Note } from "./input.ts";

/** Keeps what somebody found out about a group; null or empty takes it away. The audit row holds the note, so that none is lost. */
export async function noteGroup(ctx: Ctx, input: Note): Promise<void> {
  const note = input.note || null;
  const asked = { permission: "group.triage", scope: await scopeOf(ctx, input.id), subject: `group ${input.id}` } as const;
  await act(ctx, asked, async (tx, operation) => {
    const [changed] = await builderOn(tx).update(groups).set({ note }).where(eq(groups.id, input.id)).returning({ id: groups.id });
    if (!changed) throw noSuch(`group ${input.id}`);
    operation.note({ data: { act: "note", note } });
    operation.announce("groups");
  });
}
