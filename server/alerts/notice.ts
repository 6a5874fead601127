import type { Severity } from "./rule.ts";
import type { QuietReason, TransitionKind } from "./transition.ts";

/** What people may do from a channel that knows who they are. Never a replay or a discard: these need the page. */
export type NoticeAct = "acknowledge" | "snooze" | "mute" | "take_back";

/** A label and its value, such as "Oldest" and "22 min". */
export interface NoticeFact {
  readonly label: string;
  readonly text: string;
}

/**
 * What a transition says, the same in every channel. All text is plain: one line, what hides in it is spelt out, lengths are bounded; it comes from
 * queue names and titles that anybody can choose, so a channel escapes it for its own format and never reads it as markup. It holds no payload, no key
 * and no text of an error beyond the group's masked title.
 */
export interface Notice {
  readonly alertId: number;
  /** The same for all notices of one alert, and another one when it fires anew after it was over for long: "redrive-production-41". At most 255 characters. */
  readonly dedupKey: string;
  /** Grows with each transition: a notice with a lower one is old. */
  readonly seq: number;
  /** The transition that `happened`, `at` and `told` are of: `seq`, or an older one that the channel has not heard and that rings (`ringing.ts`). */
  readonly toldSeq: number;
  readonly happened: TransitionKind;
  readonly at: Date;
  /** When its facts were read: "as of". */
  readonly asOf: Date;
  readonly state: "firing" | "acknowledged" | "snoozed" | "muted" | "silenced" | "resolved";
  readonly severity: Severity;
  readonly environment: { readonly name: string; readonly tone: "production" | "staging" | "development" };
  readonly rule: string;
  /** "Firing", "Snoozed until 04:13 UTC", "Resolved after 22 min". */
  readonly status: string;
  /** "payments.work.dlq holds 3,456 dead letters" */
  readonly title: string;
  /** The answer of the page: what is wrong and since when, in one or two sentences. */
  readonly sentence: string;
  /** What to do next; "" where there is nothing. */
  readonly next: string;
  readonly facts: readonly NoticeFact[];
  /** "ana acknowledged it. The next step of the escalation is not taken.": what this transition says by itself, as for a thread. */
  readonly told: string;
  /** The team that owns what it is about; null: none, or several. */
  readonly owner: string | null;
  /** Who has it, and who is next; null: it needs nobody. */
  readonly holder: string | null;
  readonly since: Date;
  readonly resolvedAt: Date | null;
  /** How many alerts it stands for where many fired at the same time; 1: only itself. */
  readonly standsFor: number;
  readonly quiet: QuietReason | null;
  /** The page of the alert. */
  readonly url: string;
  /** First where it leads to while it fires (`firstStepOf`); then the messages or the group, filtered; the runbook. */
  readonly links: readonly { readonly label: string; readonly href: string }[];
  readonly acts: readonly NoticeAct[];
}
