import { isOffered } from "../access/find-session.ts";
import { type Access, type Grant, mayAct } from "../access/grant.ts";
import { missingOf } from "../access/holds.ts";
import { type GivenRole, grantsOf } from "../access/person-grants.ts";
import type { Person } from "../access/person.ts";
import type { Permission } from "../access/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { DomainError } from "../errors.ts";

type Now = Pick<Ctx, "config" | "clock">;

/**
 * Whoever opens the way in for a person could go in as that person. Throws `forbidden` when the person, whose row is locked, has permissions by redrive.yaml
 * or by the console that who asks lacks there.
 */
export async function demandReach({ principal, ...ctx }: Ctx, tx: Transaction, id: number): Promise<void> {
  const { name, grants } = await readGrants(ctx, tx, id);
  const missing = lackedBy(principal.may, grants);
  if (missing.length === 0) return;
  throw new DomainError(
    "forbidden",
    `${name} has permissions that you lack: ${missing.join(", ")}. Only somebody who has them in the same queues can do this.`,
  );
}

/** Whether who made a link for a person could make it now: they may sign in and manage people, and have every permission of that person. */
export async function stillReaches(
  ctx: Now,
  tx: Transaction | Ctx["sql"],
  { personId, madeBy }: { readonly personId: number; readonly madeBy: number },
): Promise<boolean> {
  const maker = await readGrants(ctx, tx, madeBy);
  const { signIn } = ctx.config;
  if (maker.disabled || !signIn || !isOffered(signIn, maker) || !mayAct(maker.grants, "people.manage", "everywhere")) return false;
  const person = await readGrants(ctx, tx, personId);
  return lackedBy(maker.grants, person.grants).length === 0;
}

function lackedBy(may: Access, grants: readonly Grant[]): readonly Permission[] {
  return [...new Set(grants.flatMap((grant) => missingOf(may, grant)))];
}

/** What a person may, by the groups of their newest sign-in. */
async function readGrants({ config, clock }: Now, tx: Transaction | Ctx["sql"], id: number) {
  const [person] = await tx<[Person & { readonly disabled: boolean }]>`
    select way, subject, email, name, groups, disabled_at is not null as disabled from people where id = ${id}`;
  const given = await tx<GivenRole[]>`
    select role, sources, queues from given_roles where person_id = ${id} and (until is null or until > ${clock()})`;
  return { ...person, grants: grantsOf(config.access, person, given) };
}
