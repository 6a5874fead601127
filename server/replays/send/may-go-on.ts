import type { Ctx } from "../../context.ts";
import { isKnownHere } from "../known-here.ts";
import type { Batch } from "./batch.ts";

/** The replay runs, this database knows all that it sent, and the batch is still in this lane's hand: its worker was not taken for dead meanwhile. */
export async function mayGoOn({ sql }: Ctx, { id, replayId }: Batch): Promise<boolean> {
  const rows = await sql`
    select 1 from replays where id = ${replayId} and state = 'running' and ${isKnownHere(sql)}
      and exists (select from replay_batches where id = ${id})`;
  return rows.length > 0;
}
