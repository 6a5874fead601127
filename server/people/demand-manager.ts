import { isOffered } from "../access/find-session.ts";
import { mayAct } from "../access/grant.ts";
import { type GivenRole, grantOf } from "../access/person-grants.ts";
import type { PersonWay } from "../access/person.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { locks } from "../db/locks.ts";
import { DomainError } from "../errors.ts";

/** Keeps other changes of who may manage people out until this one is committed. */
export async function lockManagers(tx: Transaction): Promise<void> {
  await tx`select pg_advisory_xact_lock(${locks.people})`;
}

/** After a change, before it is committed: throws `conflict` when nobody would be left who may manage people. A grant of redrive.yaml is enough. */
export async function demandManager({ config, clock }: Pick<Ctx, "config" | "clock">, tx: Transaction): Promise<void> {
  const { access, signIn } = config;
  if (!signIn || access.grants.some(({ grant }) => mayAct([grant], "people.manage", "everywhere"))) return;
  const given = await tx<(GivenRole & { readonly way: PersonWay; readonly subject: string })[]>`
    select g.role, g.sources, g.queues, p.way, p.subject from given_roles g join people p on p.id = g.person_id
    where p.disabled_at is null and (p.way <> 'account' or p.password is not null) and (g.until is null or g.until > ${clock()})`;
  if (given.some((role) => isOffered(signIn, role) && mayAct([grantOf(access, role)], "people.manage", "everywhere"))) return;
  throw new DomainError("conflict", "Nobody would be left who may manage people. Give somebody else the role admin first, everywhere.");
}
