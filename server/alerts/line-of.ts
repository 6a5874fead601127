import type { By } from "../access/by-column.ts";
import type { Config } from "../config/config.ts";
import { later } from "./advance.ts";
import { sentenceCase } from "../text/sentence.ts";
import type { Alert } from "./alert.ts";
import { lateMs } from "./limits.ts";
import { noticeOf } from "./notice-of.ts";
import type { AlertLine } from "./output.ts";
import type { RuleSpec } from "./rule.ts";
import { untilText } from "./words.ts";

/** What is read of an alert for a list or its page: its row, its rule, and who did what. */
export interface AlertRow {
  readonly alert: Alert;
  readonly spec: RuleSpec;
  readonly ackedBy: By | null;
  readonly snoozedBy: By | null;
  readonly mutedBy: By | null;
  readonly silencedBy: By | null;
  readonly silencedUntil: Date | null;
  /** The alert that tells for it; null: none, or a hidden one. */
  readonly toldBy: number | null;
  /** The alert that keeps it back; null: none, or a hidden one. */
  readonly keptBackBy: number | null;
  /** When rules were last evaluated; null: never. */
  readonly evaluatedAt: Date | null;
}

/** A row of the database as pages get it: in the words that channels get. */
export function lineOf(row: AlertRow, config: Pick<Config, "environment" | "http">, now: Date): AlertLine {
  const { alert, spec } = row;
  const notice = noticeOfRow(row, config, now);
  const isPending = alert.state === "pending";
  return {
    id: alert.id,
    ruleId: alert.ruleId,
    rule: spec.name,
    kind: spec.kind,
    state: isPending ? "pending" : notice.state,
    severity: alert.severity,
    status: isPending ? "Pending" : notice.status,
    title: sentenceCase(notice.title),
    sentence: isPending ? `${sentenceCase(notice.title)}.` : `${notice.sentence}${clearText(alert, now)}`,
    next: notice.next,
    since: alert.since,
    firedAt: alert.firedAt,
    firesAt: isPending ? later(alert.since, spec.forSeconds) : null,
    resolvedAt: alert.resolvedAt,
    blindSince: alert.blindSince,
    flappingSince: alert.flappingSince,
    ...asOf(row, now),
    value: alert.value,
    queueId: alert.queueId,
    groupId: alert.groupId,
    places: alert.places,
    owner: alert.owner,
    holder: notice.holder,
    ackedBy: row.ackedBy,
    ackedAt: alert.ackedAt,
    snoozedUntil: alert.snoozedUntil,
    standsFor: alert.standsFor,
    groupedIn: row.toldBy,
    inhibitedBy: row.keptBackBy,
    facts: notice.facts,
    acts: notice.acts,
    spark: null,
  };
}

/** Only where it is read anew: a message that was sent would go on to say it after it holds again. */
function clearText({ state, clearSince }: Alert, now: Date): string {
  return state === "recovering" && clearSince ? ` It has not held since ${untilText(clearSince, now)}, and is over if that lasts.` : "";
}

/** Of one that does not hold at this moment, is not known or is told by another one, the numbers of before stand; of the others those of each evaluation. */
function asOf({ alert, evaluatedAt }: AlertRow, now: Date): Pick<AlertLine, "asOf" | "isNow"> {
  const isJudged = alert.state === "firing" && alert.blindSince === null && alert.groupedIn === null;
  const at = isJudged && evaluatedAt && evaluatedAt > alert.factsAt ? evaluatedAt : alert.factsAt;
  return { asOf: at, isNow: isJudged && now.getTime() - at.getTime() < lateMs };
}

/** The alert as it is now, without a transition in particular. */
export function noticeOfRow(row: AlertRow, config: Pick<Config, "environment" | "http">, now: Date) {
  const { alert, spec } = row;
  return noticeOf({
    alert,
    rule: { ...spec, id: alert.ruleId },
    seq: alert.seq,
    event: { kind: "reminded", by: null, reason: null, until: null, seq: alert.seq, at: now, quiet: null },
    ackedBy: row.ackedBy?.name ?? null,
    snoozedBy: row.snoozedBy?.name ?? null,
    mutedBy: row.mutedBy?.name ?? null,
    silence: row.silencedUntil && row.silencedBy ? { by: row.silencedBy.name, until: row.silencedUntil } : null,
    config,
    now,
  });
}
