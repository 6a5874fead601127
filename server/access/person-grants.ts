import type { Ctx } from "../context.ts";
import type { Grant } from "./grant.ts";
import { ownName, type Person } from "./person.ts";

/** A role that somebody was given in the console, or that a token has. */
export interface GivenRole {
  readonly role: string;
  readonly sources: readonly string[];
  readonly queues: readonly string[];
}

type Access = Ctx["config"]["access"];

/** All that a person may: what redrive.yaml gives, then what was given in the console. */
export function grantsOf(access: Access, person: Person, given: readonly GivenRole[]): readonly Grant[] {
  return [...configuredGrants(access, person), ...given.map((role) => grantOf(access, role))];
}

/**
 * The grants of redrive.yaml that name a person: an account by its e-mail address, somebody of single sign-on by subject, e-mail address or group. An account
 * is in no group: whoever makes accounts could name one. Two subjects may differ in case only (OpenID Connect Core 1.0, section 2), so theirs counts.
 */
export function configuredGrants({ grants }: Access, person: Person): readonly Grant[] {
  const { way, email, groups } = person;
  const own = ownName(person);
  const address = email?.toLowerCase();
  return grants
    .filter(
      (configured) =>
        configured.people.some((name) => name === own || name.toLowerCase() === address) ||
        (way !== "account" && configured.groups.some((group) => groups.includes(group))),
    )
    .map(({ grant }) => grant);
}

/** A role that redrive.yaml no longer has gives nothing. */
export function grantOf({ roles }: Access, { role, sources, queues }: GivenRole): Grant {
  return { role, permissions: Object.hasOwn(roles, role) ? (roles[role] ?? []) : [], sources, queues };
}
