import type { Verdict } from "../failures/failure.ts";

/** From the least to the worst, in the words that PagerDuty and Alertmanager share. */
export const severities = ["info", "warning", "error", "critical"] as const;
export type Severity = (typeof severities)[number];

/** What one alert of a rule stands for. "all": everything that the rule looks at, together. */
export const pers = ["queue", "group", "source", "replay", "all"] as const;
export type Per = (typeof pers)[number];

/** What a rule looks at. Each list that is not empty narrows it; a pattern of `queues` and `except` is "source/queue" with `*` for anything. */
export interface Where {
  readonly queues: readonly string[];
  readonly except: readonly string[];
  /** Ids of groups. */
  readonly groups: readonly number[];
  readonly eventTypes: readonly string[];
  readonly verdicts: readonly Verdict[];
  /** Teams. */
  readonly owners: readonly string[];
}

/** `afterSeconds` after it fired, or got worse, these channels are told unless somebody acknowledges. */
export interface Step {
  readonly afterSeconds: number;
  readonly tells: readonly string[];
}

/** What a rule is, wherever it was made. Stored whole in `alert_rules`. */
export interface RuleSpec {
  readonly name: string;
  /** A name of `server/alerts/kinds.ts`. */
  readonly kind: string;
  /** What its kind's `shape` lets through. */
  readonly params: Readonly<Record<string, number | null>>;
  readonly per: Per;
  readonly where: Where;
  readonly severity: Severity;
  /** The condition holds for so long before it fires. */
  readonly forSeconds: number;
  /** It does not hold for so long before the alert is resolved. */
  readonly keepSeconds: number;
  /** Names of channels; null: those of the owner, or else every channel. */
  readonly tells: readonly string[] | null;
  readonly steps: readonly Step[];
  /** Told again so often while it fires and nobody has it; null: once. */
  readonly repeatSeconds: number | null;
  readonly runbook: string | null;
  readonly enabled: boolean;
}

/** "default": of Redrive, with no configuration. Of rules with one name that of redrive.yaml counts, else that of the page. */
export const ruleOrigins = ["default", "page", "config"] as const;
export type RuleOrigin = (typeof ruleOrigins)[number];

/** A row of `alert_rules` that is in force. */
export interface Rule extends RuleSpec {
  readonly id: number;
  readonly origin: RuleOrigin;
}

export const everywhere: Where = { queues: [], except: [], groups: [], eventTypes: [], verdicts: [], owners: [] };

/** How a team comes to own a group: the first team with a part that matches. Each list that is not empty has to match. */
export interface OwnerSpec {
  readonly team: string;
  /** "source/queue". */
  readonly queues: readonly string[];
  readonly eventTypes: readonly string[];
  /** Of the top frame of a stack, such as `com.shop.payments.*`. */
  readonly frames: readonly string[];
  /** Channels of the team. */
  readonly tells: readonly string[];
}
