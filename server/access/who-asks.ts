import type { Ctx } from "../context.ts";
import type { Asker } from "./asker.ts";
import { cookieOf, readCookie } from "./cookies.ts";
import { findProxied } from "./find-proxied.ts";
import { findSession } from "./find-session.ts";
import { findToken, tokenIn } from "./find-token.ts";
import { localPrincipal, nobody } from "./principal.ts";
import { proxiedIn } from "./stamp-proxied.ts";

const stranger: Asker = { principal: nobody, credential: null };

/**
 * Who sends a request, by its session or its token, with what they may do at this moment. It is asked of the database each time, so that what is revoked
 * ends at once in every process. A token counts over what the proxy in front says, and that over a cookie; an `authorization` header that holds no token of ours is meant for a proxy in front.
 */
export async function whoAsks(
  ctx: Pick<Ctx, "sql" | "config" | "clock" | "address">,
  headers: Pick<Headers, "get">,
  { isUse }: { readonly isUse: boolean },
): Promise<Asker> {
  if (!ctx.config.signIn) return { principal: localPrincipal, credential: null };
  const token = tokenIn(headers);
  if (token !== null) return (await findToken(ctx, token)) ?? stranger;
  const proxied = proxiedIn(headers);
  if (proxied !== null) return (await findProxied(ctx, proxied, isUse)) ?? stranger;
  const session = readCookie(headers, cookieOf("session", ctx.config.http));
  return (session === null ? null : await findSession(ctx, session, isUse)) ?? stranger;
}
