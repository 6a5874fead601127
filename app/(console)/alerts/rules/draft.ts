import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";
import type { Rule } from "../alert";

export type Kind = inferRouterOutputs<AppRouter>["alerts"]["kinds"][number];
type RuleInput = inferRouterInputs<AppRouter>["alerts"]["preview"]["rule"];

/** What a form holds of a rule: numbers and lists as they are typed. */
export interface Draft {
  readonly name: string;
  readonly kind: string;
  readonly params: Readonly<Record<string, string>>;
  readonly per: Rule["per"];
  readonly queues: string;
  readonly except: string;
  readonly eventTypes: string;
  readonly owners: string;
  readonly verdicts: Rule["where"]["verdicts"];
  readonly groups: readonly number[];
  readonly severity: Rule["severity"];
  readonly forSeconds: string;
  readonly keepSeconds: string;
  /** null: the owner's channels, or else all. */
  readonly tells: readonly string[] | null;
  readonly steps: readonly { readonly afterMinutes: string; readonly tells: readonly string[] }[];
  /** Minutes; "": it is told once. */
  readonly repeatMinutes: string;
  readonly runbook: string;
  readonly enabled: boolean;
}

export interface FormProps {
  readonly draft: Draft;
  readonly kind: Kind;
  readonly channels: readonly string[];
  /** Its name stands: alerts and history go by it. */
  readonly isNamed: boolean;
  readonly onChange: (draft: Draft) => void;
}

/** What a new rule of a kind begins with. */
export function draftOfKind(kind: Kind): Draft {
  return {
    name: "",
    kind: kind.kind,
    params: Object.fromEntries(kind.params.map(({ key, fallback }) => [key, fallback === null ? "" : String(fallback)])),
    per: kind.pers[0] ?? "queue",
    queues: "",
    except: "",
    eventTypes: "",
    owners: "",
    verdicts: [],
    groups: [],
    severity: kind.fallback.severity,
    forSeconds: String(kind.fallback.forSeconds),
    keepSeconds: String(kind.fallback.keepSeconds),
    tells: null,
    steps: [],
    repeatMinutes: "",
    runbook: "",
    enabled: true,
  };
}

export function draftOfRule(rule: Rule): Draft {
  const { where } = rule;
  return {
    name: rule.name,
    kind: rule.kind,
    params: Object.fromEntries(Object.entries(rule.params).map(([key, value]) => [key, value === null ? "" : String(value)])),
    per: rule.per,
    queues: where.queues.join("\n"),
    except: where.except.join("\n"),
    eventTypes: where.eventTypes.join("\n"),
    owners: where.owners.join("\n"),
    verdicts: where.verdicts,
    groups: where.groups,
    severity: rule.severity,
    forSeconds: String(rule.forSeconds),
    keepSeconds: String(rule.keepSeconds),
    tells: rule.tells,
    steps: rule.steps.map(({ afterSeconds, tells }) => ({ afterMinutes: String(afterSeconds / 60), tells })),
    repeatMinutes: rule.repeatSeconds === null ? "" : String(rule.repeatSeconds / 60),
    runbook: rule.runbook ?? "",
    enabled: rule.enabled,
  };
}

export function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** What the server is asked with. It says itself what is wrong with what somebody typed; a field that holds no number is sent as it is. */
export function inputOf(draft: Draft, { narrows, params }: Kind): RuleInput {
  const places = { queues: linesOf(draft.queues), except: linesOf(draft.except) };
  const byGroup = { groups: draft.groups, verdicts: draft.verdicts, owners: linesOf(draft.owners) };
  const byType = { eventTypes: linesOf(draft.eventTypes) };
  const where = narrows === "queues" ? places : { ...places, ...byGroup, ...(narrows === "eventTypes" ? byType : {}) };
  const own = Object.fromEntries(params.map(({ key }) => [key, numberOf(draft.params[key] ?? "")]));
  const rule = {
    kind: draft.kind,
    ...own,
    per: draft.per,
    where,
    severity: draft.severity,
    forSeconds: numberOf(draft.forSeconds),
    keepSeconds: numberOf(draft.keepSeconds),
    ...(draft.tells ? { tells: draft.tells } : {}),
    steps: draft.steps.map(({ afterMinutes, tells }) => ({ afterSeconds: secondsOf(afterMinutes), tells })),
    repeatSeconds: secondsOf(draft.repeatMinutes),
    ...(draft.runbook.trim() ? { runbook: draft.runbook.trim() } : {}),
    enabled: draft.enabled,
  };
  // Its kind is one of those that the server has named, with the keys that it has named for it.
  return rule as unknown as RuleInput;
}

/** null for nothing; what is no number stays text, which the server refuses with the name of the field. */
function numberOf(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : trimmed;
}

function secondsOf(minutes: string): number | string | null {
  const number = numberOf(minutes);
  return typeof number === "number" ? Math.round(number * 60) : number;
}

/** What a form says before anything is sent; null: nothing is missing. */
export function missingOf(draft: Draft, { params }: Kind): string | null {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(draft.name)) return "Name it: lower-case letters, digits and dashes.";
  const empty = params.find(({ key, mayBeNull }) => !mayBeNull && (draft.params[key] ?? "").trim() === "");
  if (empty) return `Say ${empty.key}.`;
  if (draft.forSeconds.trim() === "" || draft.keepSeconds.trim() === "") return "Say for how long its condition holds, and does not hold.";
  if (draft.tells?.length === 0) return "Choose a channel that is told.";
  if (draft.steps.some(({ afterMinutes, tells }) => afterMinutes.trim() === "" || tells.length === 0))
    return "Each step needs its minutes and a channel.";
  return null;
}
