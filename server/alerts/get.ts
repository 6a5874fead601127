import { byColumn, type By } from "../access/by-column.ts";
import { seenWithin, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { readNow } from "../db/read-now.ts";
import { DomainError } from "../errors.ts";
import { firstStepOf } from "./first-step.ts";
import type { ReadingFacts } from "./kind.ts";
import { sentenceCase } from "../text/sentence.ts";
import { findRuleKind } from "./kinds.ts";
import { type AlertRow, lineOf, noticeOfRow } from "./line-of.ts";
import type { AlertFacts, AlertTransition } from "./output.ts";
import { readRows } from "./read-rows.ts";
import { alertTitle, eventWords, ruleCondition } from "./words.ts";

const most = 200;

type Row = Omit<AlertTransition, "words" | "title"> & { readonly facts: ReadingFacts; readonly by: By | null; readonly until: Date | null };

/** One alert with its history. Not found: there is none, or it is about a hidden queue. */
export async function getAlert(ctx: Ctx, { id }: { readonly id: number }): Promise<AlertFacts> {
  const { sql } = ctx;
  const now = await readNow(ctx);
  const visible = await visibleQueues(ctx, "alert.view");
  const seen = await sql<{ id: number }[]>`select a.id from alerts a where a.id = ${id} ${seenWithin(sql, visible, sql`a.places`)}`;
  const [row] = await readRows(
    ctx,
    visible,
    seen.map((one) => one.id),
  );
  if (!row) throw new DomainError("not_found", `There is no alert ${id} that you may see.`);
  const transitions = await sql<Row[]>`
    select seq, kind, at, quiet, value, facts, ${byColumn(sql, sql`principal_id`)} as by, operation_id as "operationId", reason,
      (select (u.data ->> 'until')::timestamptz from audit u where t.kind = 'snoozed' and u.operation_id = t.operation_id order by u.id limit 1) as until
    from alert_transitions t where alert_id = ${id} order by seq desc limit ${most}`;
  const step = firstStepOf(row.alert, row.spec.kind);
  return {
    alert: lineOf(row, ctx.config, now),
    condition: ruleCondition(row.spec),
    runbook: row.spec.runbook,
    // The page has a button for its first step.
    links: noticeOfRow(row, ctx.config, now)
      .links.map(({ label, href }) => ({ label, href: ownPath(href, ctx.config.http.url) }))
      .filter(({ label, href }) => label !== step.label || href !== step.href),
    limitPerMinute: limitOf(row),
    step,
    notShown: row.alert.seq - transitions.length,
    transitions: transitions.map(({ facts, until, ...one }) => ({
      ...one,
      words: eventWords({ kind: one.kind, by: one.by?.name ?? null, reason: one.reason, until }, now),
      title: sentenceCase(alertTitle({ rule: row.spec, facts })),
    })),
  };
}

function limitOf({ alert, spec }: AlertRow): number | null {
  if (spec.kind !== "rate") return null;
  return findRuleKind(spec.kind)?.scale?.limit(spec.params, alert) ?? null;
}

/** A link of ours leads within the address by which the page was opened; any other one stays. */
function ownPath(href: string, url: string): string {
  return href.startsWith(`${url}/`) ? href.slice(url.length) : href;
}
