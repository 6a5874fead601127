import { blindnessOf, countText, type Sight } from "./sight.ts";
import type { QueueLine, SourceLine } from "./output.ts";
import { numberText } from "../text/numbers.ts";

export interface QueuesAnswerFacts {
  readonly sight: Sight;
  readonly sources: readonly SourceLine[];
  /** Dead-letter queues that nobody watches. */
  readonly found: number;
}

/** The sentence over the queues: how much is in them, and the worst thing about them. */
export function answerQueues({ sight, sources, found }: QueuesAnswerFacts): { readonly title: string; readonly sub: string } {
  const queues = sources.flatMap((source) => source.queues);
  const unwatched = found > 0 ? `${countText(found, "dead-letter queue was", "dead-letter queues were")} found that nobody watches.` : null;
  if (queues.length === 0) {
    const blind = blindnessOf(sight);
    return {
      title: blind?.kind === "unconfigured" ? "No source is configured, so nothing is watched." : "No queue is watched yet.",
      sub: [blind?.kind === "unconfigured" ? null : "Name one under “queues” of a source in redrive.yaml.", unwatched]
        .filter(Boolean)
        .join(" "),
    };
  }
  const known = queues.reduce((sum, { dead, ready }) => sum + dead + (ready ?? 0), 0);
  const blank = queues.filter(({ ready }) => ready === null).length;
  const amount = `${numberText(known)}${blank > 0 ? " known" : ""} ${known === 1 ? "message" : "messages"} in ${countText(queues.length, "queue")}.`;
  const facts = [
    warned(sources),
    paused(queues),
    blank > 0 ? `How much waits in ${countText(blank, "queue")} is unknown.` : null,
    unwatched,
  ];
  return {
    title: [amount, worst(queues)].filter(Boolean).join(" "),
    sub: facts.filter(Boolean).join(" ") || "All of them are read, and none has a topology warning.",
  };
}

function worst(queues: readonly QueueLine[]): string | null {
  const failed = queues.filter(({ state }) => state === "failed");
  if (failed.length === 1) return `${failed[0]?.name} cannot be read.`;
  if (failed.length > 1) return `${failed.length} of them cannot be read.`;
  const lost = queues.filter(({ warnings }) => warnings.some(({ code }) => code === "unread"));
  if (lost.length > 0) return `${lost.length === 1 ? lost[0]?.name : `${lost.length} of them`} lost messages before they were read.`;
  const older = queues.filter(({ warnings }) => warnings.some(({ code }) => code === "not_held"));
  if (older.length > 0)
    return `${older.length === 1 ? older[0]?.name : `${older.length} of them`} held records before this database read it.`;
  const bad = queues.filter(({ warnings }) => warnings.some(({ severity }) => severity === "bad"));
  if (bad.length > 0) return `${bad.length === 1 ? "One of them" : `${bad.length} of them`} could lose messages.`;
  const refused = queues.filter(({ state, mode }) => state === "watching" && mode === "take");
  if (refused.length > 0)
    return `${refused.length === 1 ? "One of them is" : `${refused.length} of them are`} only watched: taking from it is not safe.`;
  return null;
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
