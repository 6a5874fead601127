import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { noSuch } from "../errors.ts";

/** The bytes of one version (the newest when none is named), whole; a null body is empty here. */
export async function readBody(ctx: Ctx, { id, version }: { readonly id: number; readonly version: number | null }): Promise<Buffer> {
  const visible = await visibleQueues(ctx, "message.view");
  const [row] = await ctx.sql<{ body: Buffer | null }[]>`
    select b.body from bodies b join messages m on m.id = b.message_id
    where b.message_id = ${id} and b.version = coalesce(${version}::smallint, m.version) ${seenIn(ctx.sql, visible, ctx.sql`m.queue_id`)}`;
  if (!row) throw noSuch(`message ${id}`);
  return row.body ?? Buffer.alloc(0);
}
