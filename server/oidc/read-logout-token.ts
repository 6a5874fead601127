import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from "jose";
import type { ServerMetadata } from "openid-client";
import type { Oidc } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { askOf } from "./ask.ts";
import { problemOf } from "./problem.ts";

/** With a key of the provider alone: what everybody can read (none), or the client secret signs (HS256), proves nothing here. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
const event = "http://schemas.openid.net/event/backchannel-logout";
const skewSeconds = 60;
/** Some providers give no end; then its age is what counts. */
const longestAgeSeconds = 600;
const longest = 500;

/** Whose sessions end: all of a person, or the one that `sid` names. */
export interface LogoutToken {
  readonly sub: string | null;
  readonly sid: string | null;
  /** Of the token itself. */
  readonly jti: string;
}

/** One cache of keys for a provider: strangers may send what they like, and the keys are asked for again at most every few seconds. */
const keys = new WeakMap<ServerMetadata, ReturnType<typeof createRemoteJWKSet>>();

/** Checks a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6). Rejects with `invalid` and what is wrong with it, or `unavailable` where its key cannot be fetched. */
export async function readLogoutToken(
  token: string,
  {
    provider,
    oidc,
    config,
    now,
  }: { readonly provider: ServerMetadata; readonly oidc: Oidc; readonly config: Ctx["config"]; readonly now: Date },
): Promise<LogoutToken> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keysOf(provider, config), {
      issuer: provider.issuer,
      audience: oidc.clientId,
      algorithms,
      clockTolerance: skewSeconds,
      currentDate: now,
      maxTokenAge: longestAgeSeconds,
      requiredClaims: ["iat", "jti", "events"],
    });
    if (!["logout+jwt", "jwt"].includes((protectedHeader.typ ?? "JWT").toLowerCase())) throw invalid("It is a token of another kind.");
    return claimsOf(payload);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError))
      throw new DomainError(
        "unavailable",
        `The keys of the provider cannot be read. ${error instanceof errors.JOSEError ? error.message : problemOf(error).message}`,
      );
    throw invalid(`${error.message}.`);
  }
}

function claimsOf({ sub, sid, jti, nonce, events }: JWTPayload): LogoutToken {
  if (nonce !== undefined) throw invalid("It holds a nonce, as ID tokens do.");
  const happened =
    typeof events === "object" && events !== null && Object.hasOwn(events, event) ? (events as Record<string, unknown>)[event] : null;
  if (typeof happened !== "object" || happened === null) throw invalid(`Its events do not hold ${event}.`);
  const whose = { sub: textOf(sub), sid: textOf(sid) };
  if (whose.sub === null && whose.sid === null) throw invalid("It holds neither sub nor sid.");
  const id = textOf(jti);
  if (id === null) throw invalid("It holds no jti.");
  return { ...whose, jti: id };
}

/** null: left out. Throws where it is no text, or text that nothing was ever stored under. */
function textOf(claim: unknown): string | null {
  if (claim === undefined) return null;
  if (typeof claim !== "string" || claim === "" || claim.length > longest || claim.includes("\0") || !claim.isWellFormed())
    throw invalid("Its sub, sid or jti is no text of usual length.");
  return claim;
}

function keysOf(provider: ServerMetadata, config: Ctx["config"]) {
  const uri = provider.jwks_uri;
  if (!uri) throw invalid("The provider names no address of its keys.");
  const known = keys.get(provider) ?? createRemoteJWKSet(new URL(uri), { [customFetch]: askOf(config), cooldownDuration: 5_000 });
  keys.set(provider, known);
  return known;
}

function invalid(why: string): DomainError {
  return new DomainError("invalid", `The logout token is not valid. ${why}`);
}
