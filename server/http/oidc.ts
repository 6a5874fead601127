import type { Oidc } from "../config/config.ts";
import { answerError, DomainError } from "../errors.ts";
import { beginOidc } from "../oidc/begin.ts";
import { endFromProvider } from "../oidc/end-from-provider.ts";
import { finishOidc, SignInFailed } from "../oidc/finish.ts";
import { OidcProblem } from "../oidc/problem.ts";
import type { Problem } from "../oidc/words.ts";
import { ownPath } from "../text/own-path.ts";
import type { RequestCtx } from "../trpc/init.ts";

/** Sends the browser to the provider, or back to the sign-in page with what is wrong. */
export async function beginAnswer(ctx: RequestCtx, request: Request): Promise<Response> {
  const oidc = demandOidc(ctx);
  const to = ownPath(new URL(request.url).searchParams.get("to"));
  try {
    const { location, cookie } = await beginOidc(ctx, oidc, { to, headers: request.headers });
    return goTo(location, [cookie]);
  } catch (error) {
    return failed(ctx, error, to);
  }
}

/** Where the provider sends the browser back to: a session and the page that it began for, or the sign-in page with what is wrong. */
export async function callbackAnswer(ctx: RequestCtx, request: Request): Promise<Response> {
  const oidc = demandOidc(ctx);
  const query = new URL(request.url).searchParams;
  try {
    const { to, cookies, told } = await finishOidc(ctx, oidc, { query, headers: request.headers });
    return goTo(told === null ? ownPath(to) : withTo(`/sign-in/access?of=${told}`, ownPath(to)), cookies);
  } catch (error) {
    return failed(ctx, error, null);
  }
}

/** Back-channel logout: the provider says that somebody signed out there. Its answer follows OpenID Connect Back-Channel Logout 1.0, section 2.8. */
export async function providerLogoutAnswer(ctx: RequestCtx, request: Request): Promise<Response> {
  const oidc = demandOidc(ctx);
  if (!request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded"))
    return invalidRequest("Send application/x-www-form-urlencoded.");
  const [token, ...more] = new URLSearchParams(await request.text()).getAll("logout_token");
  if (!token || more.length > 0) return invalidRequest("Send one logout_token.");
  try {
    await endFromProvider(ctx, oidc, token);
    return new Response(null, { status: 200 });
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "invalid") throw error;
    ctx.log.warn({ why: error.message }, "Refused a logout that claims to come from the provider of single sign-on.");
    return invalidRequest(error.message);
  }
}

function invalidRequest(description: string): Response {
  return Response.json({ error: "invalid_request", error_description: description }, { status: 400 });
}

function demandOidc({ config }: RequestCtx): Oidc {
  const oidc = config.signIn?.oidc;
  if (!oidc) throw new DomainError("not_found", "Single sign-on is not configured here.");
  return oidc;
}

/** The sign-in page with a word of a closed set. What the provider wrote goes to the log only. */
function failed(ctx: RequestCtx, error: unknown, to: string | null): Response {
  const [problem, why, from] = reasonOf(ctx, error);
  ctx.log.warn({ problem, why, address: ctx.address }, "A sign-in with single sign-on failed.");
  return goTo(withTo(`/sign-in?problem=${problem}`, ownPath(to ?? from)), []);
}

function reasonOf(ctx: RequestCtx, error: unknown): readonly [Problem, string, string | null] {
  if (error instanceof SignInFailed) return [error.problem.problem, error.message, error.to];
  if (error instanceof OidcProblem) return [error.problem, error.message, null];
  return ["failed", answerError(error, ctx.log, "single sign-on").message, null];
}

function withTo(path: string, to: string): string {
  return to === "/" ? path : `${path}&to=${encodeURIComponent(to)}`;
}

function goTo(location: string, cookies: readonly string[]): Response {
  return new Response(null, {
    status: 303,
    headers: [["location", location], ...cookies.map((cookie): [string, string] => ["set-cookie", cookie])],
  });
}
