import type { Ctx } from "../context.ts";
import { announce } from "../live/announce.ts";
import { writeEvent } from "./act.ts";
import type { Asker } from "./asker.ts";
import { type Known, knowPerson } from "./know-person.ts";
import { type GivenRole, grantsOf } from "./person-grants.ts";
import { emailForm, type Person, proxySubject } from "./person.ts";
import { principalId } from "./remember-principal.ts";
import type { Proxied } from "./read-proxied.ts";

const touchMs = 60_000;
const hourMs = 3_600_000;

interface Found extends Known {
  readonly name: string;
  readonly groups: readonly string[];
  readonly seenAt: Date | null;
}

/**
 * Whom the proxy in front names with this request, with what they may do now: their groups are those of the request. null: they are disabled. There is no
 * session; somebody who was not seen for as long as one lasts has signed in, for the audit log. `isUse`: that they ask is noted.
 */
export async function findProxied(
  ctx: Pick<Ctx, "sql" | "config" | "clock" | "address">,
  { user, groups }: Proxied,
  isUse: boolean,
): Promise<Asker | null> {
  const { signIn, access } = ctx.config;
  if (!signIn?.proxy) return null;
  const person: Person = { way: "proxy", subject: proxySubject(user), name: user, email: emailForm.test(user) ? user : null, groups };
  const before = await find(ctx, person.subject);
  const now = ctx.clock();
  const isSame = before !== null && before.groups.toSorted().join("\0") === groups.toSorted().join("\0");
  const known = isSame ? before : await knowPerson(ctx, person);
  if (known.disabled) return null;
  const seenMs = now.getTime() - (before?.seenAt?.getTime() ?? 0);
  if (isUse && seenMs > touchMs) await see(ctx, { ...person, id: known.id, isNew: seenMs > signIn.hours * hourMs });
  return {
    principal: { kind: "person", subject: person.subject, name: person.name, may: grantsOf(access, person, known.given) },
    credential: { kind: "proxy", id: known.id, personId: known.id },
  };
}

async function find({ sql, clock }: Pick<Ctx, "sql" | "clock">, subject: string): Promise<Found | null> {
  const [found] = await sql<(Found & { readonly given: readonly GivenRole[] })[]>`
    select p.id, p.name, p.groups, p.seen_at as "seenAt", p.disabled_at is not null as disabled, coalesce((
        select jsonb_agg(jsonb_build_object('role', g.role, 'sources', g.sources, 'queues', g.queues) order by g.id) from given_roles g
        where g.person_id = p.id and (g.until is null or g.until > ${clock()})), '[]') as given
    from people p where p.way = 'proxy' and p.subject = ${subject}`;
  return found ?? null;
}

async function see(
  ctx: Pick<Ctx, "sql" | "config" | "clock" | "address">,
  { id, subject, name, isNew }: Pick<Person, "subject" | "name"> & { readonly id: number; readonly isNew: boolean },
): Promise<void> {
  const now = ctx.clock();
  if (!isNew) return void (await ctx.sql`update people set seen_at = ${now} where id = ${id}`);
  const as = await principalId({ sql: ctx.sql, principal: { kind: "person", subject, name, may: [] } });
  await ctx.sql.begin(async (tx) => {
    // Several requests of one page come at once: one of them is the sign-in.
    const seen =
      await tx`update people set seen_at = ${now} where id = ${id} and (seen_at is null or seen_at < ${new Date(now.getTime() - touchMs)})`;
    if (seen.count === 0) return;
    await writeEvent(ctx, tx, {
      as,
      event: "session.begin",
      subject: `person ${id}`,
      data: { act: "sign in", by: "by the proxy in front" },
    });
    await announce(tx, ["people"]);
  });
}
