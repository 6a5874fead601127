import { endSession } from "../access/end-session.ts";
import { nobody } from "../access/principal.ts";
import { findEndOfProvider } from "../oidc/end.ts";
import type { SetPasswordInput, SetUpInput, SignInInput } from "../people/input.ts";
import { findLink, linkEnded } from "../people/one-time-link.ts";
import { setPassword } from "../people/set-password.ts";
import { setUp } from "../people/set-up.ts";
import { signIn } from "../people/sign-in.ts";
import type { RequestCtx } from "../trpc/init.ts";

/** Signs in by e-mail address and password; the answer sets the cookies. */
export async function signInAnswer(ctx: RequestCtx, input: SignInInput, headers: Headers): Promise<Response> {
  return withCookies(await signIn(ctx, input, headers));
}

/** What a one-time link does, for whom, and until when. Rejects with `not_found` when it is none, or no more. */
export async function linkAnswer(ctx: RequestCtx, { secret }: { readonly secret: string }): Promise<Response> {
  const link = await findLink(ctx, ctx.sql, secret, { using: false });
  if (!link) throw linkEnded();
  const { purpose, until, email, name } = link;
  return Response.json({ purpose, until, email, name });
}

/** Makes the first account and signs it in. */
export async function setUpAnswer(ctx: RequestCtx, input: SetUpInput, headers: Headers): Promise<Response> {
  return withCookies(await setUp(ctx, input, headers));
}

/** Sets the password of an account and signs it in. */
export async function setPasswordAnswer(ctx: RequestCtx, input: SetPasswordInput, headers: Headers): Promise<Response> {
  return withCookies(await setPassword(ctx, input, headers));
}

/** Whether a request may be told more than a stranger: it is signed in, or nobody has to be. */
export function isSomebody({ principal }: Pick<RequestCtx, "principal">): boolean {
  return principal !== nobody;
}

/** Signs out, and takes the cookie away whatever it held. Who came by single sign-on is told where to sign out there too. */
export async function signOutAnswer(ctx: RequestCtx): Promise<Response> {
  const goOn = await findEndOfProvider(ctx);
  const answer = withCookies(await endSession(ctx));
  return goOn === null ? answer : Response.json({ goOn }, { headers: answer.headers });
}

function withCookies(cookies: readonly string[]): Response {
  return new Response(null, { status: 204, headers: cookies.map((cookie) => ["set-cookie", cookie]) });
}
