import { authorizationCodeGrant, fetchUserInfo, ResponseBodyError, type ServerMetadata } from "openid-client";
import { writeEvent } from "../access/act.ts";
import { beginSession } from "../access/begin-session.ts";
import { knowPerson } from "../access/know-person.ts";
import { grantsOf } from "../access/person-grants.ts";
import { oidcSubject, type Person } from "../access/person.ts";
import { nobody } from "../access/principal.ts";
import { principalId } from "../access/remember-principal.ts";
import type { Oidc } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { forgetFlow, redirectUri, takeFlow } from "./begin.ts";
import { type Claims, joinClaims, needsMore, readClaims, type Said } from "./claims.ts";
import { OidcProblem, problemOf } from "./problem.ts";
import { authsOf, clientOf, findProvider } from "./provider.ts";
import { problemWords } from "./words.ts";

/** Browsers and providers take addresses of some 8 KB, and this one stands in an address when the session ends. */
const longestIdToken = 4_000;

export interface Finished {
  /** The own page that the sign-in began for. */
  readonly to: string;
  readonly cookies: readonly string[];
  /** Something that the person has to be told first: they may do nothing, or may do less than they should. null: nothing. */
  readonly told: "nothing" | "groups" | null;
}

/** The page that a sign-in was for, beside what went wrong; null: not known. */
export class SignInFailed extends Error {
  readonly to: string | null;
  readonly problem: OidcProblem;
  constructor(problem: OidcProblem, to: string | null) {
    super(problem.message);
    this.name = "SignInFailed";
    this.to = to;
    this.problem = problem;
  }
}

/** Finishes what `beginOidc` began, by the query that the provider sent the browser back with. Rejects with `SignInFailed`. */
export async function finishOidc(
  ctx: Ctx,
  oidc: Oidc,
  { query, headers }: { readonly query: URLSearchParams; readonly headers: Headers },
): Promise<Finished> {
  const [state, ...more] = query.getAll("state");
  const flow = state && more.length === 0 ? await takeFlow(ctx, state, headers) : null;
  if (!state || !flow) throw new SignInFailed(new OidcProblem("stale", "The state belongs to no open sign-in of this browser."), null);
  try {
    const provider = await findProvider(ctx, oidc);
    const url = new URL(`${redirectUri(ctx.config.http)}?${query}`);
    const { claims, idToken } = await redeem(ctx, provider, oidc, { url, state, ...flow });
    const entered = await enter(ctx, oidc, { claims, idToken, headers });
    await forgetFlow(ctx, flow.id);
    return { to: flow.to, ...entered };
  } catch (error) {
    const problem = problemOf(error);
    await writeRefusal(ctx, oidc, problem);
    throw new SignInFailed(problem, flow.to);
  }
}

interface Redeemed {
  readonly claims: Claims;
  readonly idToken: string;
}

/** Takes the code to the provider. The library checks state, `iss`, and of the ID token signature, issuer, audience, times and nonce. */
async function redeem(
  ctx: Ctx,
  provider: ServerMetadata,
  oidc: Oidc,
  { url, state, nonce, verifier }: { readonly url: URL; readonly state: string; readonly nonce: string; readonly verifier: string },
): Promise<Redeemed> {
  const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
  const [first, ...others] = authsOf(provider, oidc).map((auth) => clientOf(ctx, provider, oidc, auth));
  const [client, tokens] = await authorizationCodeGrant(first!, url, { ...checks }).then(
    (answer) => [first!, answer] as const,
    async (error) => {
      const [other] = others;
      if (!other || !(error instanceof ResponseBodyError) || error.error !== "invalid_client") throw error;
      return [other, await authorizationCodeGrant(other, url, { ...checks })] as const;
    },
  );
  const claims = tokens.claims() as Claims & { readonly sub: string };
  const isMore = needsMore(claims, oidc) && provider.userinfo_endpoint !== undefined;
  const more = isMore ? await fetchUserInfo(client, tokens.access_token, claims.sub) : {};
  return { claims: joinClaims(claims, more), idToken: tokens.id_token ?? "" };
}

/** Begins the session of whoever the claims name. */
async function enter(
  ctx: Ctx,
  oidc: Oidc,
  { claims, idToken, headers }: Redeemed & { readonly headers: Headers },
): Promise<Omit<Finished, "to">> {
  const { groupsLeftOut, emailDoubted, ...said } = readClaims(claims, oidc);
  const person: Person = { way: "oidc", subject: oidcSubject(oidc.issuer, String(claims["sub"])), ...said };
  const { id, disabled, given } = await knowPerson(ctx, person);
  if (disabled) throw new OidcProblem("disabled", `Person ${id} is disabled.`);
  const sid = typeof claims["sid"] === "string" ? claims["sid"] : null;
  const cookies = await beginSession(
    ctx,
    { id, subject: person.subject, name: person.name, by: byWords(oidc, { groupsLeftOut, emailDoubted }) },
    headers,
    async (tx, session) => {
      await tx`insert into oidc_sessions (session_id, sid, id_token) values (${session}, ${sid}, ${idToken.length <= longestIdToken ? idToken : null})`;
    },
  );
  const mayNothing = grantsOf(ctx.config.access, person, given).every(({ permissions }) => permissions.length === 0);
  return { cookies, told: groupsLeftOut ? "groups" : mayNothing ? "nothing" : null };
}

function byWords({ name }: Oidc, { groupsLeftOut, emailDoubted }: Pick<Said, "groupsLeftOut" | "emailDoubted">): string {
  const groups = groupsLeftOut ? ", which left out the groups: there are too many for its token" : "";
  return `with ${name}${groups}${emailDoubted ? "; it does not call the e-mail address verified, so no grant by address counts" : ""}`;
}

/** Only what the provider answered to a sign-in that was begun here: anybody may make up an answer, as often as they like. */
async function writeRefusal(ctx: Ctx, { name }: Oidc, { problem }: OidcProblem): Promise<void> {
  const as = await principalId({ sql: ctx.sql, principal: nobody });
  const { title, text } = problemWords(problem, name);
  const data = {
    act: "sign in",
    by: `with ${name}`,
    refused: problem === "disabled" ? "The person is disabled." : `${title} ${text}`,
  } as const;
  await ctx.sql.begin((tx) => writeEvent(ctx, tx, { as, event: "session.begin", subject: "somebody unknown", result: "refused", data }));
}
