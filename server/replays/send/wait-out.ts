import type { Fragment } from "postgres";
import type { Ctx } from "../../context.ts";
import type { Sql, Transaction } from "../../db/client.ts";
import { announce } from "../../live/announce.ts";
import { cleanText } from "../../text/clean.ts";

/** The first wait; each further one is twice as long, up to the longest. */
const firstSeconds = 0.5;
const longestSeconds = 30;

/**
 * Notes that nothing could be sent, so that no lane of any worker claims from this replay for a while. `triedMs`: how long ago the try began. A try that began
 * before the last wait was over says nothing new: lanes that fail together count once.
 */
export async function waitOut(
  ctx: Ctx,
  replayId: number,
  { cause, triedMs }: { readonly cause: string; readonly triedMs: number },
): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    const { count } = await tx`
      update replays set waits_for = ${cleanText(cause, 500)}, waits_since = coalesce(waits_since, clock_timestamp()), waits_tries = waits_tries + 1,
        waits_until = clock_timestamp() + make_interval(secs => least(${longestSeconds}, ${firstSeconds} * 2 ^ least(waits_tries, 10)) * (0.75 + random() / 4))
      where id = ${replayId} and (waits_until is null or waits_until < clock_timestamp() - make_interval(secs => ${triedMs / 1_000}))`;
    if (count > 0) await announce(tx, ["replays"]);
  });
}

/** `replays` that may be claimed from. */
export function waitIsOver(sql: Sql | Transaction): Fragment {
  return sql`(waits_until is null or waits_until <= clock_timestamp())`;
}

/** Something was sent: the next message that is not sent begins a first wait. A wait that began meanwhile stays. */
export async function endWait(tx: Transaction, replayId: number): Promise<void> {
  await tx`
    update replays set waits_for = null, waits_since = null, waits_until = null, waits_tries = 0
    where id = ${replayId} and waits_until <= clock_timestamp()`;
}
