import { buildAuthorizationUrl, calculatePKCECodeChallenge, randomPKCECodeVerifier } from "openid-client";
import { cookieOf, readCookie, setCookie } from "../access/cookies.ts";
import { hashSecret, newSecret } from "../access/secret.ts";
import type { Config, Oidc } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { networkOf } from "../people/limit-tries.ts";
import { OidcProblem } from "./problem.ts";
import { clientOf, findProvider } from "./provider.ts";

const flowSeconds = 600;
/** Begun or failed within that time. An office may share one address. */
const mostFlows = 200;

interface Begun {
  /** Where the browser goes on: the provider. */
  readonly location: string;
  readonly cookie: string;
}

/** The address that the provider sends the browser back to; it has to be registered there, letter by letter. */
export function redirectUri(http: Config["http"]): string {
  return `${http.url}/api/sign-in/callback`;
}

/**
 * Begins a sign-in with the provider: authorization code with PKCE, state and nonce (RFC 9700, section 2.1). What proves the answer stays here, bound to this
 * browser by a cookie. `to`: the own page where it lands. Rejects with an `OidcProblem`.
 */
export async function beginOidc(ctx: Ctx, oidc: Oidc, { to, headers }: { readonly to: string; readonly headers: Headers }): Promise<Begun> {
  const client = clientOf(ctx, await findProvider(ctx, oidc), oidc);
  const cookie = cookieOf("flow", ctx.config.http);
  const [state, nonce, verifier] = [newSecret(), newSecret(), randomPKCECodeVerifier()];
  // Two tabs may sign in at once.
  const browser = readCookie(headers, cookie) ?? newSecret();
  await writeFlow(ctx, { state, nonce, verifier, browser, to });
  const location = buildAuthorizationUrl(client, {
    redirect_uri: redirectUri(ctx.config.http),
    scope: oidc.scopes.join(" "),
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  return { location: location.href, cookie: setCookie(cookie, browser, flowSeconds) };
}

export interface Flow {
  readonly nonce: string;
  readonly verifier: string;
  readonly to: string;
}

async function writeFlow(
  { sql, clock, address }: Ctx,
  { state, browser, nonce, verifier, to }: Flow & { readonly state: string; readonly browser: string },
): Promise<void> {
  const now = clock();
  const network = networkOf(address);
  await sql`delete from oidc_flows where until <= ${now}`;
  const written = await sql`
    insert into oidc_flows (state, browser, nonce, verifier, "to", network, until)
    select ${hashSecret(state)}, ${hashSecret(browser)}, ${nonce}, ${verifier}, ${to}, ${network}, ${new Date(now.getTime() + flowSeconds * 1_000)}
    where (select count(*) from oidc_flows where network = ${network}) < ${mostFlows}`;
  if (written.count === 0) throw new OidcProblem("many", `${mostFlows} sign-ins from ${network} are not finished.`);
}

/** Takes the flow that a state stands for, once, and only in the browser that began it; null: there is none. */
export async function takeFlow(
  { sql, clock, config }: Ctx,
  state: string,
  headers: Headers,
): Promise<(Flow & { readonly id: number }) | null> {
  const browser = readCookie(headers, cookieOf("flow", config.http));
  if (browser === null) return null;
  const [flow] = await sql<(Flow & { readonly id: number })[]>`
    update oidc_flows set used = true
    where state = ${hashSecret(state)} and browser = ${hashSecret(browser)} and not used and until > ${clock()}
    returning id, nonce, verifier, "to"`;
  return flow ?? null;
}

/** A sign-in that worked counts against nobody. */
export async function forgetFlow({ sql }: Pick<Ctx, "sql">, id: number): Promise<void> {
  await sql`delete from oidc_flows where id = ${id}`;
}
