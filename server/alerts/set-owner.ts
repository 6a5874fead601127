import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import { scopeOf } from "../groups/scope.ts";
import type { SetOwner } from "./input.ts";

/** Says which team owns a group; null: none. No rule changes it afterwards. */
export async function setOwner(ctx: Ctx, { groupId, team }: SetOwner): Promise<void> {
  const asked = { permission: "group.triage", scope: await scopeOf(ctx, groupId), subject: `group ${groupId}` } as const;
  await act(ctx, asked, async (tx, operation) => {
    const written = await tx`
      insert into group_owners (group_id, team, at, principal_id) select id, ${team}, now(), ${operation.principal} from groups where id = ${groupId}
      on conflict (group_id) do update set team = excluded.team, at = excluded.at, principal_id = excluded.principal_id`;
    if (written.count === 0) throw new DomainError("not_found", `There is no group ${groupId}.`);
    operation.note({ data: { act: "own", team } });
    operation.announce("groups", "alerts");
  });
}
