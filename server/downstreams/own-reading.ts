import { numberText } from "../text/numbers.ts";
import type { DownstreamState } from "./reading.ts";

/** What Redrive itself has seen of a downstream's messages in the last minutes. */
export interface OwnFacts {
  /** Messages that are known to have failed because of it within `ownMinutes`. */
  readonly deaths: number;
  /** Replayed messages that came back with it within `ownMinutes`. */
  readonly cameBack: number;
  /** When it was reported closed, if that was within `ownMinutes`: what is counted begins there. */
  readonly closedAt: Date | null;
}

export const ownMinutes = 5;
/** Fewer may be one bad order. */
const least = { deaths: 10, cameBack: 5 } as const;

/** The same for whoever does not see every queue: numbers would tell of hidden ones. */
export function wordsWithoutNumbers(state: DownstreamState): string {
  return state === "open" ? "Many messages failed because of it lately" : "Redrive cannot tell from the messages whether it works";
}

/** Pure. Silence closes nothing: without calls nothing fails, so whatever is not open is unknown. */
export function judgeOwn({ deaths, cameBack, closedAt }: OwnFacts): { readonly state: DownstreamState; readonly words: string } {
  const isOpen = deaths >= least.deaths || cameBack >= least.cameBack;
  const said = [
    `${numberText(deaths)} ${deaths === 1 ? "message" : "messages"} failed because of it ${closedAt ? "since it was reported closed" : `in the last ${ownMinutes} min`}`,
    ...(cameBack > 0 ? [`${numberText(cameBack)} replayed ${cameBack === 1 ? "message" : "messages"} came back`] : []),
    ...(isOpen ? [] : [`Redrive counts it as open from ${least.deaths} on`]),
  ];
  return { state: isOpen ? "open" : "unknown", words: said.join("; ") };
}
