import type { Permission } from "./permissions.ts";
import type { Ctx } from "../context.ts";
import { isOffered } from "./find-session.ts";
import type { Grant } from "./grant.ts";
import { grantOf, grantsOf, type GivenRole } from "./person-grants.ts";
import type { Person } from "./person.ts";
import { hashSecret } from "./secret.ts";
import type { Asker } from "./asker.ts";

export const tokenStart = "rdv_";
const bearer = new RegExp(`^bearer +(${tokenStart}[A-Za-z0-9_-]+)$`, "i");
const touchMs = 60_000;

/** Groups are known as of the newest sign-in, so tokens of people who have groups stop while those people have not signed in for so many days. */
export const restDays = 30;

/** What is said where one stands in an address. */
export const tokenInAddress =
  "A token stands in the address, which logs and histories keep. Revoke it, make another, and send that in the authorization header.";

/** Whoever comes by single sign-on or the proxy must have been here after this. */
export function restsFrom(now: Date): Date {
  return new Date(now.getTime() - restDays * 86_400_000);
}

/** The token of an `authorization` header; null: there is none of ours. */
export function tokenIn(headers: Pick<Headers, "get">): string | null {
  return bearer.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}

/** Addresses stand in logs and histories: a token in one is known to others already. */
export function hasToken(address: string): boolean {
  return new RegExp(`${tokenStart}[A-Za-z0-9_-]{43}`).test(address);
}

interface Found extends Person, GivenRole {
  readonly id: number;
  readonly token: string;
  readonly personId: number;
  readonly usedAt: Date | null;
  readonly given: readonly GivenRole[];
}

/**
 * What a token stands for, with what both it and whoever made it may do now; null: it is unknown, expired or revoked, its maker is disabled, or has not come by
 * single sign-on or the proxy for `restDays`. Accounts are in no group, so that theirs go on.
 */
export async function findToken(ctx: Pick<Ctx, "sql" | "config" | "clock" | "address">, secret: string): Promise<Asker | null> {
  const { signIn, access } = ctx.config;
  if (!signIn) return null;
  const now = ctx.clock();
  const [found] = await ctx.sql<Found[]>`
    select t.id, t.name as token, t.role, t.sources, t.queues, t.used_at as "usedAt", p.id as "personId", p.way, p.subject, p.email, p.name, p.groups,
      coalesce((
        select jsonb_agg(jsonb_build_object('role', g.role, 'sources', g.sources, 'queues', g.queues) order by g.id) from given_roles g
        where g.person_id = p.id and (g.until is null or g.until > ${now})), '[]') as given
    from api_tokens t join people p on p.id = t.person_id
    where t.hash = ${hashSecret(secret)} and t.expires_at > ${now} and p.disabled_at is null
      and (p.way = 'account' or p.seen_at > ${restsFrom(now)})`;
  if (!found || !isOffered(signIn, found)) return null;
  if (found.usedAt === null || now.getTime() - found.usedAt.getTime() > touchMs)
    await ctx.sql`update api_tokens set used_at = ${now}, used_from = ${ctx.address} where id = ${found.id}`;
  return {
    principal: {
      kind: "token",
      subject: String(found.id),
      name: found.token,
      may: bothMay(grantOf(access, found), grantsOf(access, found, found.given)),
    },
    credential: { kind: "token", id: found.id, personId: found.personId },
  };
}

/** What outlives the token that did it: a password, a role, another token. */
const ofPeopleOnly: readonly Permission[] = ["people.manage", "token.make"];

/** What a token may, cut down to what its maker may. */
function bothMay(token: Grant, maker: readonly Grant[]): readonly Grant[] {
  return maker.map(({ permissions, sources, queues }) => ({
    ...token,
    permissions: token.permissions.filter((permission) => permissions.includes(permission) && !ofPeopleOnly.includes(permission)),
    within: { sources, queues },
  }));
}
