import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { noSuch } from "../errors.ts";
import type { MessageVersion } from "./output.ts";

/** How far a message has come, cheap enough to ask again and again: an open editor compares it with what it began with. */
export async function getVersion(ctx: Ctx, { id }: { readonly id: number }): Promise<MessageVersion> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "message.view");
  const [row] = await sql<MessageVersion[]>`
    select m.seq, m.version, m.state from messages m where m.id = ${id} ${seenIn(sql, visible, sql`m.queue_id`)}`;
  if (!row) throw noSuch(`message ${id}`);
  return row;
}
