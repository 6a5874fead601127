import { act } from "../access/act.ts";
import { forgetBrowsers } from "../access/revoke-sessions.ts";
import type { Ctx } from "../context.ts";
import { demandManager, lockManagers } from "./demand-manager.ts";
import { demandReach } from "./demand-reach.ts";
import { lockPerson } from "./find-person.ts";
import type { PersonAct } from "./input.ts";

/**
 * Disables a person: their sessions end at once, their tokens stop, their links too. Nothing of them is deleted. Rejects with `conflict` when nobody would be
 * left who may manage people.
 */
export async function disablePerson(ctx: Ctx, { id, reason }: PersonAct): Promise<void> {
  await act(ctx, { permission: "people.manage", scope: "everywhere", subject: `person ${id}`, reason }, async (tx, operation) => {
    await lockManagers(tx);
    if ((await lockPerson(tx, id)).disabled) return operation.drop();
    await tx`update people set disabled_at = ${operation.at} where id = ${id}`;
    await forgetBrowsers(tx, id);
    await tx`delete from one_time_links where person_id = ${id}`;
    await demandManager(ctx, tx);
    operation.note({ data: { act: "disable" } });
    operation.announce("people");
  });
}

/** Lets a disabled person sign in again, with the roles and tokens that they had. Rejects with `forbidden` when who asks lacks some of their permissions. */
export async function enablePerson(ctx: Ctx, { id, reason }: PersonAct): Promise<void> {
  await act(ctx, { permission: "people.manage", scope: "everywhere", subject: `person ${id}`, reason }, async (tx, operation) => {
    if (!(await lockPerson(tx, id)).disabled) return operation.drop();
    await demandReach(ctx, tx, id);
    await tx`update people set disabled_at = null where id = ${id}`;
    operation.note({ data: { act: "enable" } });
    operation.announce("people");
  });
}
