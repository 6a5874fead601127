import { buildEndSessionUrl } from "openid-client";
import type { Asker } from "../access/asker.ts";
import type { Ctx } from "../context.ts";
import { problemOf } from "./problem.ts";
import { clientOf, findProvider } from "./provider.ts";

/**
 * Where the browser of whoever signs out here signs out at the provider too (OpenID Connect RP-Initiated Logout 1.0); null: they did not come from there, or the
 * provider does not offer it or does not answer. To be asked before the session ends here.
 */
export async function findEndOfProvider(ctx: Ctx & Pick<Asker, "credential">): Promise<string | null> {
  const { credential, config } = ctx;
  const oidc = config.signIn?.oidc;
  if (!oidc || credential?.kind !== "session") return null;
  const [session] = await ctx.sql<{ idToken: string | null }[]>`
    select id_token as "idToken" from oidc_sessions where session_id = ${credential.id}`;
  if (!session) return null;
  try {
    const provider = await findProvider(ctx, oidc);
    if (provider.end_session_endpoint === undefined) return null;
    return buildEndSessionUrl(clientOf(ctx, provider, oidc), {
      post_logout_redirect_uri: `${config.http.url}/sign-in`,
      ...(session.idToken === null ? {} : { id_token_hint: session.idToken }),
    }).href;
  } catch (error) {
    ctx.log.warn({ why: problemOf(error).message }, "Signed out here only: the provider of single sign-on does not answer.");
    return null;
  }
}
