import type { Ctx } from "../context.ts";
import { type GivenRole, grantsOf } from "./person-grants.ts";
import { isOfIssuer, type Person } from "./person.ts";
import { hashSecret } from "./secret.ts";
import type { Asker } from "./asker.ts";

const touchMs = 60_000;
const hourMs = 3_600_000;

interface Found extends Person {
  readonly id: number;
  readonly personId: number;
  readonly seenAt: Date;
  readonly given: readonly GivenRole[];
}

/** Who is signed in with this cookie; null: it is none of ours, or its session has ended. `isUse`: that somebody asks keeps the session from ending. */
export async function findSession(
  ctx: Pick<Ctx, "sql" | "config" | "clock" | "address">,
  secret: string,
  isUse: boolean,
): Promise<Asker | null> {
  const { signIn, access } = ctx.config;
  if (!signIn) return null;
  const now = ctx.clock();
  const before = (hours: number) => new Date(now.getTime() - hours * hourMs);
  const [found] = await ctx.sql<Found[]>`
    select s.id, p.id as "personId", p.way, p.subject, p.email, p.name, p.groups, s.seen_at as "seenAt", coalesce((
        select jsonb_agg(jsonb_build_object('role', g.role, 'sources', g.sources, 'queues', g.queues) order by g.id) from given_roles g
        where g.person_id = p.id and (g.until is null or g.until > ${now})), '[]') as given
    from sessions s join people p on p.id = s.person_id
    where s.hash = ${hashSecret(secret)} and s.ends_at > ${now} and s.created_at > ${before(signIn.hours)}
      and s.seen_at > ${before(signIn.idleHours)} and p.disabled_at is null`;
  if (!found || !isOffered(signIn, found)) return null;
  if (isUse && now.getTime() - found.seenAt.getTime() > touchMs) await touch(ctx, found, now);
  return {
    principal: { kind: "person", subject: found.subject, name: found.name, may: grantsOf(access, found, found.given) },
    credential: { kind: "session", id: found.id, personId: found.personId },
  };
}

/** A way to sign in that was taken out of redrive.yaml ends the sessions that came by it, and so does another issuer. */
export function isOffered(
  { accounts, oidc, proxy }: NonNullable<Ctx["config"]["signIn"]>,
  person: Pick<Person, "way" | "subject">,
): boolean {
  if (person.way === "account") return accounts;
  return person.way === "proxy" ? proxy !== null : oidc !== null && isOfIssuer(person, oidc.issuer);
}

async function touch({ sql, address }: Pick<Ctx, "sql" | "address">, { id, personId }: Found, now: Date): Promise<void> {
  await sql`
    with seen as (update people set seen_at = ${now} where id = ${personId})
    update sessions set seen_at = ${now}, address = ${address} where id = ${id}`;
}
