import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import type { MessageVersion } from "./output.ts";

/** How far a message has come, cheap enough to ask again and again: an open editor compares it with what it began with. */
export async function getVersion(ctx: Ctx, { id }: { readonly id: number }): Promise<MessageVersion> {
  const [row] = await ctx.sql<MessageVersion[]>`select seq, version, state from messages where id = ${id}`;
  if (!row) throw new DomainError("not_found", `There is no message ${id}.`);
  return row;
}
