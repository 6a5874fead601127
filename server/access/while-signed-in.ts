import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import type { Topic } from "../live/announce.ts";
import { asOfNow, type AsksAgain } from "./as-of-now.ts";
import { mayAnything } from "./grant.ts";

/** An end by time announces nothing. */
const againMs = 30_000;

/**
 * A stream of notices that ends with the session or token that opened it, and with the last role of its person: at once when it is revoked in any process,
 * and within half a minute when it runs out. It rejects with `unauthenticated` or `forbidden` then. That the stream is open keeps no session from ending.
 */
export async function* whileSignedIn(
  ctx: Pick<Ctx, "clock"> & AsksAgain,
  notices: AsyncIterable<readonly Topic[]>,
): AsyncGenerator<readonly Topic[]> {
  if (ctx.credential === null) return yield* notices;
  let asked = ctx.clock().getTime();
  for await (const topics of notices) {
    const now = ctx.clock().getTime();
    if (topics.includes("people") || now - asked > againMs) {
      asked = now;
      const { principal } = await asOfNow(ctx);
      if (!mayAnything(principal.may)) throw new DomainError("forbidden", "You have no role any more. Ask somebody who gives roles.");
    }
    yield topics;
  }
}
