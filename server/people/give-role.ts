import { act } from "../access/act.ts";
import { missingOf } from "../access/holds.ts";
import { grantOf } from "../access/person-grants.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { demandManager, lockManagers } from "./demand-manager.ts";
import { demandRole, demandSources, lockPerson } from "./find-person.ts";
import type { GiveRoleInput, PersonAct } from "./input.ts";

/** Gives a person a role in the queues that the patterns match. Rejects with `forbidden` when the role may more there than whoever gives it. */
export async function giveRole(ctx: Ctx, { id, reason, ...given }: GiveRoleInput): Promise<void> {
  await act(ctx, { permission: "people.manage", scope: "everywhere", subject: `person ${id}`, reason }, async (tx, operation) => {
    demandRole(ctx.config, given.role);
    demandSources(ctx.config, given.sources);
    const missing = missingOf(ctx.principal.may, grantOf(ctx.config.access, given));
    if (missing.length > 0) throw new DomainError("forbidden", `You cannot give what you lack there: ${missing.join(", ")}.`);
    const { name, disabled } = await lockPerson(tx, id);
    if (disabled) throw new DomainError("conflict", `${name} is disabled. Enable the person first.`);
    await tx`
      insert into given_roles (person_id, role, sources, queues, given_by, given_at)
      values (${id}, ${given.role}, ${given.sources}, ${given.queues}, ${operation.principal}, ${operation.at})`;
    operation.note({ data: { act: "give", ...given } });
    operation.announce("people");
  });
}

/** Takes away a role that was given in the console. Rejects with `conflict` when nobody would be left who may manage people. */
export async function takeRole(ctx: Ctx, { id, reason }: PersonAct): Promise<void> {
  await act(ctx, { permission: "people.manage", scope: "everywhere", subject: `given role ${id}`, reason }, async (tx, operation) => {
    await lockManagers(tx);
    const [taken] = await tx<{ personId: number; role: string; sources: string[]; queues: string[] }[]>`
      delete from given_roles where id = ${id} returning person_id as "personId", role, sources, queues`;
    if (!taken) throw new DomainError("not_found", "This role was taken away already.");
    await demandManager(ctx, tx);
    const { personId, ...given } = taken;
    operation.note({ subject: `person ${personId}`, data: { act: "take", ...given } });
    operation.announce("people");
  });
}
