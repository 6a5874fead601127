import type { RawMessage } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import { noticeOf } from "../live/announce.ts";
import { cleanText } from "../text/clean.ts";
import { identityKey } from "./identity-key.ts";

/** Keeps a message that cannot be stored as one, with its bytes and the reason, so that its batch can be settled. */
export async function failImport(
  ctx: Ctx,
  queueId: number,
  raw: RawMessage,
  why: { readonly error: unknown; readonly tries: number },
): Promise<void> {
  const error = cleanText(why.error instanceof Error ? why.error.message : String(why.error), 1_000);
  const identity = raw.identity === null ? null : identityKey(raw.identity);
  await ctx.sql`
    with kept as (
      insert into failed_imports (queue_id, at, error, tries, head, body, position, identity, redelivered)
      values (${queueId}, ${ctx.clock()}, ${error}, ${why.tries}, ${raw.head}, ${raw.body}, ${cleanText(raw.position, 300)}, ${identity},
        ${raw.redelivered})
    )
    select ${noticeOf(ctx.sql, "imports")}`;
  ctx.log.warn(
    { queueId, code: (why.error as { code?: unknown } | null)?.code },
    "a message could not be imported and was kept in failed imports",
  );
}
