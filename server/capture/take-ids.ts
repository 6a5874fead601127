import type { Ctx } from "../context.ts";
import { locks } from "../db/locks.ts";

/** Takes `count` message ids that follow each other; much cheaper than one `nextval` for each. */
export async function takeIds(ctx: Ctx, count: number): Promise<readonly number[]> {
  const [row] = await ctx.sql.begin(async (tx) => {
    const [, last] = await Promise.all([
      tx`select pg_advisory_xact_lock(${locks.messageIds})`,
      tx<{ id: number }[]>`
        select setval(seq, nextval(seq) + ${count - 1}::int) as id from pg_get_serial_sequence('messages', 'id') as seq`,
    ]);
    return last;
  });
  if (!row) throw new Error("The sequence of message ids is missing.");
  return Array.from({ length: count }, (_, at) => row.id - count + 1 + at);
}
