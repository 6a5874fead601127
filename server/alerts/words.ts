import { sentenceCase } from "../text/sentence.ts";
import { lastedText } from "../text/lasted.ts";
import { markLine } from "../text/marked.ts";
import { numberText } from "../text/numbers.ts";
import type { ReadingFacts } from "./kind.ts";
import { findRuleKind } from "./kinds.ts";
import { momentText } from "./kinds/read-facts.ts";
import type { RuleSpec } from "./rule.ts";
import type { TransitionKind } from "./transition.ts";

/** Names of queues and titles of groups have no bound of their own. */
const longest = 300;

/** What an alert is, and how long it may be: every channel, list and page says it by these words. */
export interface Told {
  readonly rule: Pick<RuleSpec, "kind" | "params" | "name">;
  readonly facts: ReadingFacts;
}

/** "orders.dlq has 1,204 dead letters": one line, what hides in it spelt out. */
export function alertTitle({ rule, facts }: Told): string {
  const kind = findRuleKind(rule.kind);
  if (typeof facts["many"] === "number")
    return `${numberText(facts["many"])} alerts of “${kind?.label ?? rule.name}” at the same time, ${cut(String(facts["name"] ?? ""))} among them`;
  return cut(kind?.words.title(facts) ?? rule.name);
}

/** What to do next; "" where there is nothing to say. */
export function alertNext({ rule, facts }: Told): string {
  if (typeof facts["many"] === "number") return "Each is an alert of its own in Redrive. This message tells for all of them.";
  return cut(findRuleKind(rule.kind)?.words.next(facts) ?? "");
}

/** How it ended, in a sentence. */
export function alertEnded({ rule, facts }: Told, ended: "cleared" | "removed" | null): string {
  if (ended === "removed") return "Its rule is gone or switched off.";
  if (typeof facts["many"] === "number") return "All of them are over.";
  if (typeof facts["mutedUntil"] === "string")
    return cut(`Somebody muted ${String(facts["name"])} until ${momentText(facts, "mutedUntil")}.`);
  if (facts["unwatched"] === true)
    return cut(`Redrive does not watch ${String(facts["name"])} any more, or this rule does not look at it.`);
  return sentenceCase(cut(findRuleKind(rule.kind)?.words.ended(facts) ?? ""));
}

/** "at least 100 dead letters, for 60 s": when a rule fires. */
export function ruleCondition({ kind, params, forSeconds }: Pick<RuleSpec, "kind" | "params" | "forSeconds">): string {
  const condition = findRuleKind(kind)?.condition(params) ?? "a condition that this Redrive does not know";
  return forSeconds > 0 ? `${condition}, for ${lastedText(forSeconds * 1_000)}` : condition;
}

/** Of a transition what its sentence needs. */
export interface Event {
  readonly kind: TransitionKind;
  readonly by: string | null;
  readonly reason: string | null;
  /** Until when a snooze or a silence holds. */
  readonly until: Date | null;
}

/** "04:13 UTC", with the day where it is another one. */
export function untilText(until: Date | null, now: Date): string {
  if (!until) return "it ends";
  const text = until.toISOString();
  const time = `${text.slice(11, 16)} UTC`;
  return text.slice(0, 10) === now.toISOString().slice(0, 10) ? time : `${text.slice(0, 10)} ${time}`;
}

/** What a transition that came of itself says. */
const ofItself: Partial<Record<TransitionKind, string>> = {
  fired: "It fires.",
  changed: "Its numbers have changed.",
  worse: "It got much worse, so that no acknowledgement or mute of it counts any more.",
  flapping: "It comes and goes. It counts as firing until it has been quiet for 30 min, and tells nobody in between.",
  blind: "Redrive can no longer read what this alert is about, so that it stays as it was.",
  seen: "Redrive can read again what this alert is about.",
  escalated: "Nobody has acknowledged it in time.",
  reminded: "It still fires.",
  resolved: "It is over.",
  snooze_over: "The snooze is over, and it still fires.",
  unsilenced: "Its silence is over, and it still fires.",
};

/** What a transition says by itself, as in a history or a thread. */
export function eventWords({ kind, by, reason, until }: Event, now: Date): string {
  const itself = ofItself[kind];
  if (itself && !(kind === "snooze_over" && by !== null)) return itself;
  const did = doneWords(kind, cut(by ?? "Redrive"), until, now);
  return reason ? `${did} Reason: ${cut(reason)}` : did;
}

function doneWords(kind: TransitionKind, who: string, until: Date | null, now: Date): string {
  switch (kind) {
    case "acknowledged":
      return `${who} acknowledged it. No step of the escalation is taken.`;
    case "taken_back":
      return `${who} took the acknowledgement back.`;
    case "snoozed":
      return until ? `${who} snoozed it until ${untilText(until, now)}.` : `${who} snoozed it.`;
    case "snooze_over":
      return `${who} ended the snooze.`;
    case "muted":
      return `${who} muted it until it gets worse.`;
    case "unmuted":
      return `${who} ended the muting.`;
    default:
      return `${who} silenced it.`;
  }
}

function cut(text: string): string {
  const line = markLine(text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
  return line.isWellFormed() ? line : line.toWellFormed();
}
