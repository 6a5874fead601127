import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";

/** The bytes of one version (the newest when none is named), whole; a null body is empty here. */
export async function readBody(ctx: Ctx, { id, version }: { readonly id: number; readonly version: number | null }): Promise<Buffer> {
  const [row] = await ctx.sql<{ body: Buffer | null }[]>`
    select b.body from bodies b join messages m on m.id = b.message_id
    where b.message_id = ${id} and b.version = coalesce(${version}::smallint, m.version)`;
  if (!row) throw new DomainError("not_found", `There is no message ${id}.`);
  return row.body ?? Buffer.alloc(0);
}
