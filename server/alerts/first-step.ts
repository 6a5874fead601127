import { verdicts } from "../failures/failure.ts";
import { termText } from "../messages/filter.ts";
import type { Alert } from "./alert.ts";

/** Where an alert leads to first: the plan of a replay, which needs `replay.start`, or a page to look at. `href` is a path of the console. */
export interface FirstStep {
  readonly is: "plan" | "edit" | "look";
  readonly label: string;
  readonly href: string;
}

/** Kinds that are about dead letters which Redrive holds, so that their verdict says what fits. */
const ofDeadLetters: readonly string[] = ["new_group", "regression", "depth", "rate", "accumulating", "stalled", "oldest_age"];

export const isOfDeadLetters = (kind: string) => ofDeadLetters.includes(kind);

/**
 * The act that fits what an alert says, of the same facts as its words (`alertNext`): a replay only where all that is dead is transient, an edit or a
 * discard of poison, and a look first where the verdict is unknown or there are several.
 */
export function firstStepOf(alert: Pick<Alert, "key" | "places" | "groupId" | "facts">, kind: string): FirstStep {
  const replay = alert.key.startsWith("replay:") ? alert.key.slice("replay:".length) : null;
  if (replay !== null) return { is: "look", label: "Open the replay", href: `/replays/${replay}` };
  if (isOfDeadLetters(kind)) return stepOfDead(alert);
  switch (kind) {
    case "unknown_outcome":
      return { is: "look", label: "Show messages", href: messagesOf(alert, "state:unknown") ?? messagesHref("state:unknown") };
    case "failed_import":
      return { is: "look", label: "Open failed imports", href: "/settings" };
    case "breaker_open":
      return { is: "look", label: "Open breakers", href: "/breakers" };
    case "sequence_gap":
      return { is: "look", label: "Open sequences", href: "/sequences" };
    case "outbox_lag":
    case "outbox_failed":
    case "application_away":
      return { is: "look", label: "Open outbox", href: "/outbox" };
    case "channel_failing":
      return { is: "look", label: "Open channels", href: "/alerts/channels" };
    default:
      return { is: "look", label: "Open queues", href: "/queues" };
  }
}

function stepOfDead(alert: Pick<Alert, "places" | "groupId" | "facts">): FirstStep {
  if (alert.facts["held"] === false) return { is: "look", label: "Open queues", href: "/queues" };
  const verdict = verdicts.find((one) => one === alert.facts["verdict"]);
  // A rule may look at one verdict alone, and what came since may have another.
  const messages = verdict ? messagesOf(alert, alert.groupId === null ? `verdict:${verdict}` : "") : null;
  if (!messages) return groupsOf(alert);
  switch (verdict) {
    case "transient":
      return {
        is: "plan",
        label: "Plan replay",
        href: alert.groupId === null ? messages.replace("/messages?", "/replays/new?") : `/replays/new?group=${alert.groupId}`,
      };
    case "poison":
      return { is: "edit", label: "Edit or discard", href: messages };
    default:
      return { is: "look", label: "Show messages", href: messages };
  }
}

function groupsOf({ places }: Pick<Alert, "places">): FirstStep {
  const [only, ...others] = places;
  const href = only && others.length === 0 ? `/groups?text=${encodeURIComponent(only.queue)}` : "/groups";
  return { is: "look", label: "Show groups", href };
}

/** The messages that an alert is about, where one group or one queue says which; null: it is about several queues. */
function messagesOf({ places, groupId }: Pick<Alert, "places" | "groupId">, more: string): string | null {
  const [only, ...others] = places;
  if (groupId !== null) return messagesHref(join(`group:${groupId}`, more));
  if (!only || others.length > 0) return null;
  return messagesHref(join(termText({ qualifier: "queue", operator: "=", value: only.queue, negated: false }), more));
}

const join = (...terms: readonly string[]) => terms.filter((term) => term !== "").join(" ");
const messagesHref = (filter: string) => `/messages?filter=${encodeURIComponent(filter)}`;
