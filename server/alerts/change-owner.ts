import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import type { SaveOwner } from "./input.ts";
import type { OwnerSpec, RuleOrigin } from "./rule.ts";

/**
 * Saves how a team comes to own groups, after the teams of redrive.yaml. It counts for groups that nobody owns yet: no group changes its owner by a rule.
 * Conflict: redrive.yaml names the team. Invalid: a channel that is not configured. Answers its id.
 */
export async function saveOwner(ctx: Ctx, { reason, ...spec }: SaveOwner): Promise<{ readonly id: number }> {
  const { team } = spec;
  const asked = { permission: "alert.manage", scope: "everywhere", subject: `owner ${team}`, reason } as const;
  return act(ctx, asked, async (tx, operation) => {
    if (ctx.config.owners.some((configured) => configured.team === team))
      throw new DomainError("conflict", `The team ${team} stands in redrive.yaml. Change it there.`);
    const known = ctx.config.channels.map(({ name }) => name);
    const missing = spec.tells.find((channel) => !known.includes(channel));
    if (missing !== undefined)
      throw new DomainError(
        "invalid",
        `There is no channel ${missing}. ${known.length > 0 ? `There are: ${known.join(", ")}.` : "None is configured."}`,
      );
    const [before] = await tx<{ spec: OwnerSpec }[]>`select spec from owner_rules where origin = 'page' and team = ${team}`;
    const [saved] = await tx<{ id: number }[]>`
      insert into owner_rules (origin, team, nth, spec, changed_at, changed_by)
      select 'page', ${team}, coalesce(max(nth), -1) + 1, ${JSON.stringify(spec)}::text::jsonb, now(), ${operation.principal}::int
      from owner_rules where origin = 'page'
      on conflict (origin, team) do update set spec = excluded.spec, changed_at = excluded.changed_at, changed_by = excluded.changed_by
      returning id`;
    operation.note({ data: { act: "save owner", before: before?.spec ?? null, after: spec } });
    operation.announce("alerts", "groups");
    return { id: saved?.id ?? 0 };
  });
}

/** Removes a team's rule of the page. Groups that it has given to the team stay the team's. */
export async function removeOwner(ctx: Ctx, { id, reason }: { readonly id: number; readonly reason: string }): Promise<void> {
  const asked = { permission: "alert.manage", scope: "everywhere", subject: `owner rule ${id}`, reason } as const;
  await act(ctx, asked, async (tx, operation) => {
    const [rule] = await tx<{ origin: RuleOrigin; team: string }[]>`select origin, team from owner_rules where id = ${id} for update`;
    if (!rule) throw new DomainError("not_found", `There is no owner rule ${id}.`);
    if (rule.origin !== "page") throw new DomainError("conflict", `The team ${rule.team} stands in redrive.yaml. Remove it there.`);
    await tx`delete from owner_rules where id = ${id}`;
    operation.note({ subject: `owner ${rule.team}`, data: { act: "remove owner" } });
    operation.announce("alerts", "groups");
  });
}
