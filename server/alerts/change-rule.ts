import { act } from "../access/act.ts";
import { toRule } from "../config/alerts.ts";
import type { Ctx } from "../context.ts";
import { DomainError } from "../errors.ts";
import type { SaveRule } from "./input.ts";
import type { RuleOrigin, RuleSpec } from "./rule.ts";

/**
 * Saves a rule of the page by its name: a new one, a changed one, or one that stands in the place of a rule of Redrive itself. Alerts of a changed rule go on.
 * Conflict: redrive.yaml has a rule of this name, which counts. Answers its id.
 */
export async function saveRule(ctx: Ctx, { name, rule, reason }: SaveRule): Promise<{ readonly id: number }> {
  const spec = toRule(name, rule);
  const asked = { permission: "alert.manage", scope: "everywhere", subject: `rule ${name}`, reason } as const;
  return act(ctx, asked, async (tx, operation) => {
    if (ctx.config.alerts.rules.some((configured) => configured.name === name))
      throw new DomainError("conflict", `The rule ${name} stands in redrive.yaml. Change it there.`);
    const known = ctx.config.channels.map((channel) => channel.name);
    const missing = [...(spec.tells ?? []), ...spec.steps.flatMap(({ tells }) => tells)].find((channel) => !known.includes(channel));
    if (missing !== undefined)
      throw new DomainError(
        "invalid",
        `There is no channel ${missing}. ${known.length > 0 ? `There are: ${known.join(", ")}.` : "None is configured."}`,
      );
    const [before] = await tx<
      { spec: RuleSpec }[]
    >`select spec from alert_rules where origin = 'page' and name = ${name} and removed_at is null`;
    const [saved] = await tx<{ id: number }[]>`
      insert into alert_rules (origin, name, spec, changed_at, changed_by)
      values ('page', ${name}, ${JSON.stringify(spec)}::text::jsonb, now(), ${operation.principal})
      on conflict (origin, name) do update set spec = excluded.spec, changed_at = excluded.changed_at, changed_by = excluded.changed_by, removed_at = null
      returning id`;
    operation.note({ data: { act: "save rule", before: before?.spec ?? null, after: spec } });
    operation.announce("alerts");
    return { id: saved?.id ?? 0 };
  });
}

/** Removes a rule of the page, and ends its alerts. A rule of Redrive itself that it stood in the place of counts again, and goes on with them. */
export async function removeRule(ctx: Ctx, { id, reason }: { readonly id: number; readonly reason: string }): Promise<void> {
  const asked = { permission: "alert.manage", scope: "everywhere", subject: `rule ${id}`, reason } as const;
  await act(ctx, asked, async (tx, operation) => {
    const [rule] = await tx<{ origin: RuleOrigin; name: string }[]>`
      select origin, name from alert_rules where id = ${id} and removed_at is null for update`;
    if (!rule) throw new DomainError("not_found", `There is no rule ${id}.`);
    if (rule.origin === "config") throw new DomainError("conflict", "This rule stands in redrive.yaml. Remove it there.");
    if (rule.origin === "default") throw new DomainError("conflict", "This rule is one of Redrive itself. Switch it off instead.");
    await tx`update alert_rules set removed_at = now(), changed_by = ${operation.principal} where id = ${id}`;
    operation.note({ subject: `rule ${rule.name}`, data: { act: "remove rule" } });
    operation.announce("alerts");
  });
}
