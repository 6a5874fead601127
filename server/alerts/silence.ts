import { ne } from "drizzle-orm";
import { act } from "../access/act.ts";
import type { Ctx } from "../context.ts";
import { builderOn } from "../db/client.ts";
import { alerts } from "../db/schema/alerts.ts";
import { DomainError } from "../errors.ts";
import { readNow } from "./act.ts";
import { isLive } from "./alert.ts";
import type { MakeSilence } from "./input.ts";
import { readOwners, readRules } from "./read-rules.ts";
import { everywhere, type Where } from "./rule.ts";
import { tell } from "./settle.ts";
import { findSilence } from "./silence-match.ts";
import { placesOf, seesSilence } from "./silence-places.ts";
import { writeOutcomes } from "./write-outcomes.ts";

/**
 * Keeps alerts of these queues from telling anybody until an end. A pattern needs the permission wherever it can match, also for queues that are found
 * later. Alerts that fire are silenced at once, and who was told of them hears it. Answers its id.
 */
export async function makeSilence(ctx: Ctx, input: MakeSilence): Promise<{ readonly id: number }> {
  const where: Where = { ...everywhere, queues: input.queues, groups: input.groups };
  const asked = { permission: "alert.silence", scope: placesOf(where), subject: "a silence", reason: input.reason } as const;
  return act(ctx, asked, async (tx, operation) => {
    const now = await readNow(tx);
    const until = new Date(input.until);
    if (until <= now) throw new DomainError("invalid", "The end of the silence has passed. Choose a time to come.");
    const rules = await readRules(tx, ctx.config);
    if (input.ruleId !== null && !rules.some(({ id }) => id === input.ruleId))
      throw new DomainError("not_found", `There is no rule ${input.ruleId}.`);
    const [made] = await tx<{ id: number }[]>`
      insert into silences (rule_id, "where", reason, until, principal_id, created_at)
      values (${input.ruleId}, ${JSON.stringify(where)}::text::jsonb, ${input.reason}, ${until}, ${operation.principal}, ${now}) returning id`;
    const id = made?.id ?? 0;
    operation.note({ subject: `silence ${id}`, data: { act: "silence", until, queues: input.queues } });
    operation.announce("alerts");
    const silence = { id, ruleId: input.ruleId, where, principalId: operation.principal };
    const live = await builderOn(tx).select().from(alerts).where(ne(alerts.state, "resolved")).orderBy(alerts.id).for("update");
    const outcomes = live
      .filter((alert) => isLive(alert) && alert.silenceId === null && findSilence([silence], alert))
      .map((before) => tell({ before, alert: { ...before, silenceId: id }, events: [{ kind: "silenced", by: operation.principal }], now }));
    const how = { operation: operation.id, reason: input.reason };
    await writeOutcomes(tx, outcomes, { now, rules, owners: await readOwners(tx), channels: ctx.config.channels, act: how });
    return { id };
  });
}

/** Ends a silence before its time; what still fires is told at the next evaluation. Conflict: it is over already. */
export async function endSilence(ctx: Ctx, { id }: { readonly id: number }): Promise<void> {
  const [silence] = await ctx.sql<{ where: Where }[]>`select "where" from silences where id = ${id}`;
  const scope = silence && seesSilence(ctx, silence.where) ? placesOf(silence.where) : [];
  const asked = { permission: "alert.silence", scope, subject: `silence ${id}` } as const;
  await act(ctx, asked, async (tx, operation) => {
    const { count } = await tx`
      update silences set ended_at = now(), ended_by = ${operation.principal} where id = ${id} and ended_at is null and until > now()`;
    if (count === 0)
      throw new DomainError(silence ? "conflict" : "not_found", silence ? "This silence is over already." : `There is no silence ${id}.`);
    operation.note({ data: { act: "end silence" } });
    operation.announce("alerts");
  });
}
