import { termText } from "../messages/filter.ts";
import { lastedText } from "../text/lasted.ts";
import { markLine } from "../text/marked.ts";
import { numberText } from "../text/numbers.ts";
import { sentenceCase } from "../text/sentence.ts";
import type { Config } from "../config/config.ts";
import { type Alert, isLive, manyKey } from "./alert.ts";
import { firstStepOf } from "./first-step.ts";
import type { Notice, NoticeAct, NoticeFact } from "./notice.ts";
import type { Around } from "./read-around.ts";
import type { Rule } from "./rule.ts";
import { alertEnded, alertNext, alertTitle, type Event, eventWords, ruleCondition, untilText } from "./words.ts";
import type { QuietReason } from "./transition.ts";

export interface NoticeFacts {
  readonly alert: Alert;
  readonly rule: Pick<Rule, "id" | "name" | "kind" | "params" | "forSeconds" | "runbook" | "steps">;
  /** The newest transition. */
  readonly seq: number;
  /** The one that is told. */
  readonly event: Event & { readonly seq: number; readonly at: Date; readonly quiet: QuietReason | null };
  /** Names of whoever acknowledged, snoozed and muted it. */
  readonly ackedBy: string | null;
  readonly snoozedBy: string | null;
  readonly mutedBy: string | null;
  readonly silence: { readonly by: string; readonly until: Date } | null;
  /** What is known of its dead letters; left out: it is not said, as on a page, which draws them. */
  readonly around?: Around | null;
  readonly config: Pick<Config, "environment" | "http">;
  readonly now: Date;
}

/** What all notices of an alert have in common, wherever they went. */
export function dedupKeyOf(alertId: number, { environment }: Pick<Config, "environment">): string {
  return `redrive-${environment.name}-${alertId}`.replaceAll(/[^\w.-]+/g, "-").slice(-255);
}

/** The words of one transition of an alert. Pure: a page and every channel say the same of the same facts. */
export function noticeOf(of: NoticeFacts): Notice {
  const { alert, rule, event, config, now } = of;
  const title = alertTitle({ rule, facts: alert.facts });
  const state = stateOf(of);
  const isOver = state === "resolved";
  const since = alert.firedAt ?? alert.since;
  const lasted = lastedText((alert.resolvedAt ?? now).getTime() - since.getTime());
  const page = `${config.http.url}/alerts/${alert.id}`;
  return {
    alertId: alert.id,
    dedupKey: dedupKeyOf(alert.id, config),
    seq: of.seq,
    toldSeq: event.seq,
    happened: event.kind,
    at: event.at,
    asOf: alert.factsAt,
    state,
    severity: alert.severity,
    environment: { ...config.environment, name: markLine(config.environment.name) },
    rule: rule.name,
    status: statusOf(of, state, lasted),
    title,
    sentence: isOver
      ? `${alertEnded({ rule, facts: alert.facts }, alert.ended)} It fired for ${lasted}.`
      : `${sentenceCase(title)}.${blindText(of)} It has fired since ${untilText(since, now)}: ${ruleCondition(rule)}.`,
    next: isOver ? "" : alertNext({ rule, facts: alert.facts }),
    facts: factsOf(of, isOver),
    told: eventWords(event, now),
    owner: alert.owner === null ? null : markLine(alert.owner),
    holder: holderOf(of),
    since,
    resolvedAt: alert.resolvedAt,
    standsFor: alert.standsFor,
    quiet: event.quiet,
    url: page,
    links: linksOf(of),
    acts: actsOf(alert, now),
  };
}

export function stateOf({ alert, silence, now }: Pick<NoticeFacts, "alert" | "silence" | "now">): Notice["state"] {
  if (!isLive(alert)) return "resolved";
  if (alert.ackedAt) return "acknowledged";
  if (silence) return "silenced";
  if (alert.snoozedUntil && alert.snoozedUntil > now) return "snoozed";
  return alert.mutedAt ? "muted" : "firing";
}

/** Never how long it fires: a message that was sent is not updated by the clock. Its sentence says since when. */
function statusOf(of: NoticeFacts, state: Notice["state"], lasted: string): string {
  const { alert, now, silence } = of;
  switch (state) {
    case "resolved":
      return `Resolved after ${lasted}`;
    case "acknowledged":
      return `Acknowledged by ${markLine(of.ackedBy ?? "somebody")}`;
    case "silenced":
      return `Silenced until ${untilText(silence?.until ?? null, now)}`;
    case "snoozed":
      return `Snoozed until ${untilText(alert.snoozedUntil, now)}`;
    case "muted":
      return "Muted until it gets worse";
    case "firing":
      return alert.flappingSince ? "Comes and goes" : "Firing";
  }
}

function blindText({ alert, now }: NoticeFacts): string {
  return alert.blindSince ? ` Not known since ${untilText(alert.blindSince, now)}: it is not read.` : "";
}

function factsOf(of: NoticeFacts, isOver: boolean): readonly NoticeFact[] {
  const { alert } = of;
  const [first, ...others] = alert.places;
  const where = first ? `${first.source}/${first.queue}${others.length > 0 ? ` and ${others.length} more` : ""}` : null;
  const holder = holderOf(of);
  return [
    ...(where && alert.key !== manyKey ? [{ label: "Where", text: markLine(where) }] : []),
    ...(alert.owner ? [{ label: "Owner", text: markLine(alert.owner) }] : []),
    ...(alert.standsFor > 1 ? [{ label: "Stands for", text: `${alert.standsFor} alerts` }] : []),
    ...(holder && !isOver ? [{ label: "Who has it", text: holder }] : []),
    ...(isOver ? [] : aroundOf(of)),
  ];
}

/** Whether it goes on, and what is urgent of it. Times and not ages: a message that was sent is not updated by the clock. */
function aroundOf({ around, now }: NoticeFacts): readonly NoticeFact[] {
  if (!around) return [];
  const { arrived, minutes, unreadSince, oldestAt, expiresAt } = around;
  const inflow = unreadSince
    ? `not known since ${untilText(unreadSince, now)}`
    : arrived !== null && `${arrived === 0 ? "none" : numberText(arrived)} in the ${minutes} min before ${untilText(now, now)}`;
  return [
    ...(inflow ? [{ label: "Arrived", text: inflow }] : []),
    ...(oldestAt ? [{ label: "Oldest", text: untilText(oldestAt, now) }] : []),
    ...(expiresAt ? [{ label: "First expires", text: untilText(expiresAt, now) }] : []),
  ];
}

function holderOf({ alert, rule, ackedBy, now }: NoticeFacts): string | null {
  if (!isLive(alert)) return null;
  if (alert.ackedAt) return markLine(ackedBy ?? "somebody");
  const next = rule.steps[alert.step];
  return next && alert.stepAt ? `nobody; ${markLine(next.tells.join(", "))} at ${untilText(alert.stepAt, now)}` : "nobody";
}

function linksOf({ alert, rule, config }: NoticeFacts): Notice["links"] {
  const { url } = config.http;
  const [only, ...others] = alert.places;
  const replay = alert.key.startsWith("replay:") ? Number(alert.key.slice("replay:".length)) : null;
  const filter = only && others.length === 0 ? termText({ qualifier: "queue", operator: "=", value: only.queue, negated: false }) : null;
  const links = [
    ...(alert.groupId !== null ? [{ label: "Group", href: `${url}/groups/${alert.groupId}` }] : []),
    ...(replay !== null ? [{ label: "Replay", href: `${url}/replays/${replay}` }] : []),
    ...(filter && alert.groupId === null ? [{ label: "Messages", href: `${url}/messages?filter=${encodeURIComponent(filter)}` }] : []),
    ...(rule.runbook ? [{ label: "Runbook", href: rule.runbook }] : []),
  ];
  if (!isLive(alert)) return links;
  const { label, href } = firstStepOf(alert, rule.kind);
  const first = links.find((link) => link.href === `${url}${href}`) ?? { label, href: `${url}${href}` };
  return [first, ...links.filter((link) => link !== first)];
}

/** What somebody may do now; the permission is asked when they do. */
export function actsOf(alert: Alert, now: Date): readonly NoticeAct[] {
  if (!isLive(alert)) return [];
  const isSnoozed = alert.snoozedUntil !== null && alert.snoozedUntil > now;
  return [
    alert.ackedAt ? "take_back" : "acknowledge",
    ...(isSnoozed ? [] : (["snooze"] as const)),
    ...(alert.mutedAt ? [] : (["mute"] as const)),
  ];
}
