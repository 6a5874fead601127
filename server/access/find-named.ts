import type { Ctx } from "../context.ts";
import { isOffered } from "./find-session.ts";
import { restsFrom } from "./find-token.ts";
import { type GivenRole, grantsOf } from "./person-grants.ts";
import { ownName, type Person } from "./person.ts";
import type { Principal } from "./principal.ts";

interface Found extends Person {
  readonly given: readonly GivenRole[];
}

/**
 * The person whom another service names by e-mail address or by what their way to sign in calls them, with what they may do now; null: nobody, they are
 * disabled, or they have not come by single sign-on or the proxy for `restDays`, since their groups are known as of then. Who asks has made sure that
 * the other service may stand for the name. Of several with one e-mail address it is the one who was here last.
 */
export async function findNamed({ sql, config, clock }: Pick<Ctx, "sql" | "config" | "clock">, name: string): Promise<Principal | null> {
  const { signIn, access } = config;
  if (!signIn) return null;
  const now = clock();
  const rows = await sql<Found[]>`
    select p.way, p.subject, p.email, p.name, p.groups, coalesce((
        select jsonb_agg(jsonb_build_object('role', g.role, 'sources', g.sources, 'queues', g.queues) order by g.id) from given_roles g
        where g.person_id = p.id and (g.until is null or g.until > ${now})), '[]') as given
    from people p
    where p.disabled_at is null and (p.way = 'account' or p.seen_at > ${restsFrom(now)})
      and (lower(p.email) = lower(${name}) or p.subject = ${name} or starts_with(reverse(p.subject), reverse(${name})))
    order by p.seen_at desc nulls last, p.id`;
  const wanted = name.toLowerCase();
  const person = rows.find(
    (row) => isOffered(signIn, row) && (row.email?.toLowerCase() === wanted || row.subject === name || ownName(row) === name),
  );
  return person ? { kind: "person", subject: person.subject, name: person.name, may: grantsOf(access, person, person.given) } : null;
}
