import { asc, gt, ne, or } from "drizzle-orm";
import type { Ctx } from "../context.ts";
import { builderOn, type Transaction } from "../db/client.ts";
import { alerts } from "../db/schema/alerts.ts";
import { announce } from "../live/announce.ts";
import { crashPoint } from "../process/crash-point.ts";
import type { Alert } from "./alert.ts";
import { startAssigning } from "./assign-owners.ts";
import { evaluate } from "./evaluate.ts";
import { noteApplications, readFirst } from "./read-applications.ts";
import { handOver } from "./hand-over.ts";
import { reopenMs } from "./limits.ts";
import { readFacts } from "./read-facts.ts";
import { readOwners, startReadingRules } from "./read-rules.ts";
import type { Rule } from "./rule.ts";
import { readSlowFacts, type SlowFacts, slowMs } from "./read-slow-facts.ts";
import { sampleDepths } from "./sample-depths.ts";
import type { Outcome } from "./settle.ts";
import type { Silence } from "./silence-match.ts";
import { syncRules } from "./sync-rules.ts";
import { writeOutcomes } from "./write-outcomes.ts";

export interface Turn {
  /** Nobody has evaluated for so long; otherwise there is nothing to do. */
  readonly gapMs: number;
  /** Tests only: the moment to judge at, in place of the database's clock. */
  readonly at?: Date;
}

/**
 * Evaluates all alerts, one process at a time: whoever holds the row of `alert_turns` does, the others go on. Everything is read and written in one
 * transaction, so that a process that dies has done nothing. `syncs`: the rules of this process' configuration are written first. Answers whether it
 * evaluated.
 */
export function startEvaluating({ syncs = true } = {}): (ctx: Ctx, turn: Turn) => Promise<boolean> {
  let slow: SlowFacts | null = null;
  let inForce: readonly Rule[] | null = null;
  let isSynced = !syncs;
  let assignOwners = startAssigning();
  const readRules = startReadingRules();
  return async (ctx, { gapMs, at }) => {
    if (inForce === null) await readFirst(ctx.applications.all);
    if (!isSynced) await syncRules(ctx);
    isSynced = true;
    const begun = performance.now();
    let all: readonly Rule[] | null = null;
    const evaluated = ctx.sql.begin(async (tx) => {
      const [turn] = await tx<{ now: Date }[]>`
        select date_trunc('milliseconds', now()) as now from alert_turns
        where evaluated_at <= now() - make_interval(secs => ${gapMs / 1_000}::float8) for update skip locked`;
      if (!turn) return false;
      const now = at ?? turn.now;
      all = await readRules(tx, ctx.config);
      if (all !== inForce) await handOver(tx, all, now);
      const rules = all.filter(({ enabled }) => enabled);
      const isStale = slow === null || Math.abs(now.getTime() - slow.at.getTime()) >= slowMs;
      slow = slow === null || isStale ? await readSlowFacts(tx, now) : slow;
      const owners = await readOwners(tx);
      await noteApplications(tx, ctx.applications.all);
      const facts = await assignOwners(
        tx,
        owners,
        await readFacts(tx, { now, rules, slow, downstreams: ctx.config.downstreams, applications: ctx.applications.all }),
      );
      let made = 0;
      const newId = () => --made;
      const judged = evaluate({ facts, rules, alerts: await readAlerts(tx, now), silences: await readSilences(tx, now), newId });
      crashPoint("alerts.judged");
      const outcomes = await takeIds(tx, judged, -made);
      await writeOutcomes(tx, outcomes, { now, rules, owners, channels: ctx.config.channels });
      if (isStale) await sampleDepths(tx, facts);
      if (outcomes.some(({ happened }) => happened.length > 0)) await announce(tx, ["alerts"]);
      await tx`update alert_turns set evaluated_at = now(), took_ms = ${Math.round(performance.now() - begun)}`;
      crashPoint("alerts.written");
      return true;
    });
    const hasEvaluated = await evaluated.catch((err: unknown) => {
      // Owners that it has given are rolled back: every group is asked about again.
      assignOwners = startAssigning();
      throw err;
    });
    if (hasEvaluated) {
      inForce = all;
      crashPoint("alerts.committed");
    }
    return hasEvaluated;
  };
}

/** Locked until the end of the transaction, in the order of their ids: an act of somebody on one of them waits. */
function readAlerts(tx: Transaction, now: Date): Promise<readonly Alert[]> {
  const isRecent = or(ne(alerts.state, "resolved"), gt(alerts.resolvedAt, new Date(now.getTime() - reopenMs)));
  return builderOn(tx).select().from(alerts).where(isRecent).orderBy(asc(alerts.id)).for("update");
}

function readSilences(tx: Transaction, now: Date): Promise<readonly Silence[]> {
  return tx<Silence[]>`
    select id, rule_id as "ruleId", "where", principal_id as "principalId" from silences where ended_at is null and until > ${now} order by id`;
}

/** Gives new alerts, which have negative ids until then, those of the database. */
async function takeIds(tx: Transaction, outcomes: readonly Outcome[], made: number): Promise<readonly Outcome[]> {
  if (made === 0) return outcomes;
  const ids = await tx<
    { id: number }[]
  >`select nextval(pg_get_serial_sequence('alerts', 'id')) as id from generate_series(1, ${made}::int)`;
  const real = (id: number | null) => (id !== null && id < 0 ? (ids[-id - 1]?.id ?? id) : id);
  return outcomes.map((outcome) => {
    const { alert } = outcome;
    if (!alert) return outcome;
    return {
      ...outcome,
      alert: { ...alert, id: real(alert.id) ?? alert.id, groupedIn: real(alert.groupedIn), inhibitedBy: real(alert.inhibitedBy) },
    };
  });
}
