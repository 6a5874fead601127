import { blindnessOf, countText, type Sight } from "../queues/sight.ts";
import { numberText } from "../text/numbers.ts";

export interface SettingsAnswerFacts {
  readonly sight: Sight;
  readonly failedImports: number;
  /** Workers that fell silent within a day while others live. */
  readonly silentWorkers: number;
}

/** The sentence over the settings: is everything read, and does something wait for a person. */
export function answerSettings({ sight, failedImports, silentWorkers }: SettingsAnswerFacts): {
  readonly title: string;
  readonly sub: string;
} {
  const blind = blindnessOf(sight);
  const imports =
    failedImports > 0 ? `${countText(failedImports, "import")} failed and ${failedImports === 1 ? "waits" : "wait"} for you.` : null;
  const { length } = sight.sources;
  const read =
    length === 1 ? `${sight.sources[0]?.name} is read.` : length === 2 ? "Both sources are read." : `All ${length} sources are read.`;
  const facts = [
    blind ? blind.detail : null,
    `${countText(sight.queues.watched, "queue is", "queues are")} watched${restText(sight.queues.paused, "paused")}${restText(sight.queues.failed, "not read")}.`,
    sight.workers > 0 ? `${countText(sight.workers, "worker")} alive${silentWorkers > 0 ? `, ${silentWorkers} fell silent` : ""}.` : null,
  ];
  return { title: [blind ? blind.what : read, imports].filter(Boolean).join(" "), sub: facts.filter(Boolean).join(" ") };
}

function restText(n: number, what: string): string {
  return n > 0 ? `, ${numberText(n)} ${what}` : "";
}
