import type { Ctx } from "../../context.ts";
import { numberArray, textArray } from "../../db/arrays.ts";
import { releaseDigest } from "../release-digest.ts";
import type { JudgedBatch } from "./judge-batch.ts";

/**
 * Notes the messages of a batch that are about to be released, so that capture recognises what comes back. Committed before anything is sent, so what a
 * worker sent before it died is recognised too.
 */
export async function noteReleases(ctx: Ctx, { items, ready }: JudgedBatch): Promise<void> {
  const noted = items.flatMap((item) => {
    const judged = ready.get(item.id);
    if (item.target.to !== "release" || judged === undefined || "unreadable" in judged) return [];
    return [{ ...item, digest: releaseDigest(judged.codec, judged.routed.head, item.body) }];
  });
  if (noted.length === 0) return;
  await ctx.sql`
    insert into releases (item_id, message_id, queue_id, digest)
    select * from unnest(
      ${numberArray(noted.map(({ id }) => id))}::bigint[], ${numberArray(noted.map(({ messageId }) => messageId))}::bigint[],
      ${numberArray(noted.map(({ queueId }) => queueId))}::int[], ${textArray(noted.map(({ digest }) => digest))}::text[]
    ) as t(item_id, message_id, queue_id, digest) order by item_id
    on conflict (item_id) do nothing`;
}
