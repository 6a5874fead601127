import { eq } from "drizzle-orm";
import { act } from "../access/act.ts";
import type { Place } from "../access/permissions.ts";
import { seenWithin, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { builderOn, type Transaction } from "../db/client.ts";
import { alerts } from "../db/schema/alerts.ts";
import { DomainError } from "../errors.ts";
import type { Alert } from "./alert.ts";
import { applyAct } from "./apply-act.ts";
import type { AlertAct } from "./input.ts";
import { readOwners, readRules } from "./read-rules.ts";
import { tell } from "./settle.ts";
import { writeOutcomes } from "./write-outcomes.ts";

/**
 * What somebody does about an alert that fires. Done already (a button that is pressed twice): nothing changes, and nothing is written down. Conflict: it
 * does not fire, so that an acknowledgement that comes late begins nothing again. Everybody who was told hears of it.
 */
export async function actOnAlert(ctx: Ctx, input: AlertAct): Promise<void> {
  const asked = {
    permission: "alert.acknowledge",
    scope: await scopeOf(ctx, input.id),
    subject: `alert ${input.id}`,
    reason: input.reason || null,
  } as const;
  await act(ctx, asked, async (tx, operation) => {
    const now = await readNow(tx);
    const [before] = await builderOn(tx).select().from(alerts).where(eq(alerts.id, input.id)).for("update");
    if (!before) throw new DomainError("not_found", `There is no alert ${input.id}.`);
    const rules = await readRules(tx, ctx.config);
    const done = applyAct(before, input, {
      principal: operation.principal,
      now,
      steps: rules.find(({ id }) => id === before.ruleId)?.steps ?? [],
    });
    if (!done) return operation.drop();
    operation.note({ data: { act: input.act, ...(input.act === "snooze" ? { until: done.alert.snoozedUntil } : {}) } });
    operation.announce("alerts");
    const outcome = tell({ before, alert: done.alert, events: [{ kind: done.kind, by: operation.principal }], now });
    const { channels } = ctx.config;
    const how = { operation: operation.id, reason: input.reason || null };
    await writeOutcomes(tx, [outcome], { now, rules, owners: await readOwners(tx), channels, act: how });
  });
}

/** The moment of a transaction by the database's clock, as precise as a `Date` is. */
export async function readNow(tx: Transaction): Promise<Date> {
  const [{ now }] = await tx<[{ now: Date }]>`select date_trunc('milliseconds', now()) as now`;
  return now;
}

/** The queues that an alert is about; none when there is no such alert, or it is hidden. */
async function scopeOf(ctx: Ctx, id: number): Promise<readonly Place[]> {
  const { sql } = ctx;
  const visible = await visibleQueues(ctx, "alert.view");
  const [row] = await sql<
    Pick<Alert, "places">[]
  >`select places from alerts a where a.id = ${id} ${seenWithin(sql, visible, sql`a.places`)}`;
  return row?.places ?? [];
}
