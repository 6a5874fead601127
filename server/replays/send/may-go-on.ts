import type { Ctx } from "../../context.ts";
import { textArray } from "../../db/arrays.ts";
import { unpackNeeds } from "../../messages/needs.ts";
import { rateNow } from "../stages/rate-now.ts";
import { isKnownHere } from "../known-here.ts";
import type { Batch } from "./batch.ts";

/**
 * The replay runs, at no lower rate than the batch was claimed by; no downstream that a message of it needs has changed since; this database knows all that it sent; and the batch is
 * still in this lane's hand: its worker was not taken for dead meanwhile.
 */
export async function mayGoOn({ sql }: Ctx, { id, replayId, rate, at, items }: Batch): Promise<boolean> {
  const needs = [...new Set(items.flatMap((item) => unpackNeeds(item.needs) ?? []))];
  const rows = await sql`
    select 1 from replays r where id = ${replayId} and state = 'running' and ${isKnownHere(sql)}
      and exists (select from replay_batches where id = ${id}) and coalesce(${rateNow(sql)} >= ${rate}::float8, ${rateNow(sql)} is null)
      and not exists (select from downstreams where name = any(${textArray(needs)}::text[]) and since > ${at} and state <> 'closed')`;
  return rows.length > 0;
}
