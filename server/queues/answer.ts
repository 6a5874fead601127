import { blindnessOf, countText, type Sight } from "./sight.ts";
import type { Blindness, FaultLine, QueueLine, SourceLine } from "./output.ts";
import { listWords } from "../text/list.ts";
import { numberText } from "../text/numbers.ts";

export interface QueuesAnswerFacts {
  readonly sight: Sight;
  readonly sources: readonly SourceLine[];
  readonly faults: readonly FaultLine[];
  /** Queues that nobody watches: where dead letters arrive, and those that are only named so. */
  readonly found: { readonly dead: number; readonly named: number };
  /** Names with `*` under `queues` of redrive.yaml. */
  readonly patterns: readonly string[];
}

/** The sentence over the queues: what loses messages, how much is in them, and the worst thing about them. */
export function answerQueues({ sight, sources, faults, found, patterns }: QueuesAnswerFacts): {
  readonly title: string;
  readonly sub: string;
} {
  const queues = sources.flatMap((source) => source.queues);
  const unwatched = unwatchedWords(found);
  const loses = losingWords(faults);
  if (queues.length === 0) {
    const blind = blindnessOf(sight);
    if (blind?.kind === "hidden") return { title: blind.what, sub: blind.detail };
    const { title, sub } = noQueues(sight, blind, patterns);
    return { title: [loses, title].filter(Boolean).join(" "), sub: [sub, unwatched].filter(Boolean).join(" ") };
  }
  const known = queues.reduce((sum, { dead, ready }) => sum + dead + (ready ?? 0), 0);
  const blank = queues.filter(({ ready }) => ready === null).length;
  const amount = `${numberText(known)}${blank > 0 ? " known" : ""} ${known === 1 ? "message" : "messages"} in ${countText(queues.length, "queue")}.`;
  const facts = [
    faults.length > 0 ? mending : null,
    warned(sources),
    paused(queues),
    blank > 0 ? `How much waits in ${countText(blank, "queue")} is unknown.` : null,
    unwatched,
  ];
  const failed = queues.filter(({ state }) => state === "failed").length;
  const well =
    failed > 0 ? `Why is told at ${failed === 1 ? "it" : "each of them"}.` : "All of them are read, and none has a topology warning.";
  return {
    title: [loses, amount, worst(queues, loses !== null)].filter(Boolean).join(" "),
    sub: facts.filter(Boolean).join(" ") || well,
  };
}

/** Nothing can be said of what is watched while whoever finds queues does not answer: the banner above says since when, and the error. */
function noQueues(
  { sources }: Sight,
  blind: Blindness | null,
  patterns: readonly string[],
): { readonly title: string; readonly sub: string | null } {
  switch (blind?.kind) {
    case "unconfigured":
      return { title: "No source is configured, so nothing is watched.", sub: null };
    case "worker":
      return {
        title: "No queue is known yet: no worker runs.",
        sub: "The queues of redrive.yaml appear here once a worker has found them.",
      };
    case "source": {
      const dark = sources.filter(({ state }) => state !== "connected");
      const [first] = dark;
      const who = dark.length === 1 ? `${first?.name} does not answer` : `${dark.length} of ${sources.length} sources do not answer`;
      return { title: `No queue is known yet: ${who}.`, sub: "The queues of redrive.yaml appear here once their broker answers." };
    }
    default:
      if (patterns.length > 0)
        return {
          title: "No queue is watched yet.",
          sub: `No queue has a name like ${listWords(patterns.map((name) => `“${name}”`))} of redrive.yaml yet. Redrive looks again each minute.`,
        };
      return { title: "No queue is watched yet.", sub: "Name one under “queues” of a source in redrive.yaml." };
  }
}

const mending = "Redrive changes no broker by itself: it shows the command.";

/** What keeps queues from being read, and where nothing is worse, that some are only watched. */
function worst(queues: readonly QueueLine[], isWorse: boolean): string | null {
  const failed = queues.filter(({ state }) => state === "failed");
  if (failed.length > 0) return `${failed.length === 1 ? failed[0]?.name : `${failed.length} of them`} cannot be read.`;
  const refused = queues.filter(({ state, mode }) => state === "watching" && mode === "take");
  if (isWorse || refused.length === 0) return null;
  return `${refused.length === 1 ? "One of them is" : `${refused.length} of them are`} only watched: taking from it is not safe.`;
}

/** What lost messages, what can lose them now, then what was there before this database: each by name where it is one queue. */
function losingWords(faults: readonly FaultLine[]): string | null {
  const named = (list: readonly FaultLine[], one: string, many: string) => {
    const names = new Set(list.map(({ source, queue }) => JSON.stringify([source, queue])));
    return names.size === 0 ? null : names.size === 1 ? `${list[0]?.queue} ${one}` : `${countText(names.size, "queue")} ${many}`;
  };
  const lost = faults.filter(({ warning }) => warning.code === "unread");
  const older = faults.filter(({ warning }) => warning.code === "not_held");
  const may = faults.filter(({ warning }) => warning.code !== "unread" && warning.code !== "not_held");
  const parts = [
    named(lost, "lost messages before they were read.", "lost messages before they were read."),
    named(may, "can lose messages.", "can lose messages."),
    named(older, "held records before this database read it.", "held records before this database read them."),
  ];
  return parts.filter(Boolean).join(" ") || null;
}

function unwatchedWords({ dead, named }: QueuesAnswerFacts["found"]): string | null {
  const parts = [
    dead > 0 && `${countText(dead, "dead-letter queue was", "dead-letter queues were")} found that nobody watches.`,
    named > 0 && `${countText(named, "unwatched queue is", "unwatched queues are")} named like one.`,
  ];
  return parts.filter(Boolean).join(" ") || null;
}

function warned(sources: readonly SourceLine[]): string | null {
  const isWarned = ({ warnings }: Pick<SourceLine, "warnings">) => warnings.some(({ severity }) => severity === "warn");
  const n = sources.flatMap(({ queues }) => queues).filter(isWarned).length;
  const wide = sources.filter(isWarned).map(({ name }) => name);
  const parts = [
    n > 0 && countText(n, "queue has", "queues have").concat(" a topology warning."),
    wide.length > 0 && (wide.length === 1 ? `The queues of ${wide[0]} share a warning.` : `${wide.length} sources have a warning.`),
  ];
  return parts.filter(Boolean).join(" ") || null;
}

function paused(queues: readonly QueueLine[]): string | null {
  const resting = queues.filter(({ pausedBy, state }) => pausedBy !== null || state === "paused");
  if (resting.length === 0) return null;
  return resting.length === 1 ? `Capture of ${resting[0]?.name} is paused.` : `Capture of ${resting.length} queues is paused.`;
}
