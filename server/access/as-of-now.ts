import { DomainError } from "../errors.ts";
import type { Asker } from "./asker.ts";

/** Who sends a request, and who does by now: what runs long may outlive a session, or what its person may do. */
export interface AsksAgain extends Asker {
  askAgain(): Promise<Asker>;
}

/** The same context with what who asked may do at this moment. Rejects with `unauthenticated` when their session or token has ended. */
export async function asOfNow<Context extends AsksAgain>(ctx: Context): Promise<Context> {
  if (ctx.credential === null) return ctx;
  const asker = await ctx.askAgain();
  if (asker.credential === null) throw new DomainError("unauthenticated", "This session has ended. Sign in again.");
  return { ...ctx, ...asker };
}
