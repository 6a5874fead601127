import { emailForm } from "../access/person.ts";
import type { Oidc } from "../config/config.ts";
import { cleanOrNull } from "../text/clean.ts";

/** What the provider says of a person: the claims of an ID token and of the userinfo endpoint (OpenID Connect Core 1.0, section 5.1). */
export type Claims = Readonly<Record<string, unknown>>;

export interface Said {
  readonly name: string;
  /** null: none, or one that the provider does not stand for. */
  readonly email: string | null;
  /** There is an address that the provider does not stand for, so that it counts for nothing. */
  readonly emailDoubted: boolean;
  readonly groups: readonly string[];
  /** The provider has groups of this person that it does not list: there are too many for a token. */
  readonly groupsLeftOut: boolean;
}

const mostGroups = 1_000;
const longest = { name: 200, email: 254, group: 500 };

type How = Pick<Oidc, "groupsClaim" | "assumeEmailVerified">;

/** Whether the userinfo endpoint may have more to say: something is missing that a page shows or a grant needs. */
export function needsMore(claims: Claims, { groupsClaim }: How): boolean {
  const isEmailKnown = textOf(claims, "email") !== null && "email_verified" in claims;
  return !isEmailKnown || nameIn(claims) === null || !(groupsClaim in claims || areGroupsLeftOut(claims, groupsClaim));
}

/** Those of the ID token before those of userinfo. What userinfo says of being verified is of its own address, so it counts for no other. */
export function joinClaims(token: Claims, userinfo: Claims): Claims {
  const { email_verified: verified, ...more } = userinfo;
  const isOfSame = !("email" in token) || token["email"] === userinfo["email"];
  return { ...more, ...(isOfSame && "email_verified" in userinfo ? { email_verified: verified } : {}), ...token };
}

/** `claims`: what `joinClaims` made. */
export function readClaims(claims: Claims, { groupsClaim, assumeEmailVerified }: How): Said {
  const said = emailIn(claims);
  const email = isBelieved(claims, assumeEmailVerified) ? said : null;
  return {
    name: nameIn(claims) ?? email ?? cleanOrNull(String(claims["sub"]), longest.name) ?? "unnamed",
    email,
    emailDoubted: said !== null && email === null,
    groups: groupsIn(claims[groupsClaim]),
    groupsLeftOut: areGroupsLeftOut(claims, groupsClaim),
  };
}

function nameIn(claims: Claims): string | null {
  return cleanOrNull(textOf(claims, "name") ?? textOf(claims, "preferred_username"), longest.name);
}

/** Some providers write booleans as text, and some say nothing: OpenID Connect Core 1.0, section 5.7, lets nobody rely on such an address. */
function isBelieved(claims: Claims, assumed: boolean): boolean {
  const verified = claims["email_verified"];
  return verified === true || verified === "true" || (verified === undefined && assumed);
}

function emailIn(claims: Claims): string | null {
  const email = textOf(claims, "email")?.trim() ?? null;
  return email !== null && email.length <= longest.email && emailForm.test(email) && !email.includes("\0") ? email : null;
}

/** A list, or the one group as text. Names are compared as they stand, so that none is changed. */
function groupsIn(claim: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  const names = list.filter((name) => typeof name === "string" && name !== "" && name.length <= longest.group);
  return [...new Set(names as string[])].filter((name) => name.isWellFormed() && !name.includes("\0")).slice(0, mostGroups);
}

/** Microsoft Entra ID puts no groups into a token of somebody with more than 200, but the address of an API that lists them (distributed claims, section 5.6.2). */
function areGroupsLeftOut(claims: Claims, groupsClaim: string): boolean {
  const elsewhere = claims["_claim_names"];
  const isElsewhere = typeof elsewhere === "object" && elsewhere !== null && Object.hasOwn(elsewhere, groupsClaim);
  return !(groupsClaim in claims) && (isElsewhere || claims["hasgroups"] === true || claims["hasgroups"] === "true");
}

function textOf(claims: Claims, name: string): string | null {
  const claim = Object.hasOwn(claims, name) ? claims[name] : null;
  return typeof claim === "string" && claim !== "" ? claim : null;
}
