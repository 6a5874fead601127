import { lastedText } from "../text/lasted.ts";
import { listWords } from "../text/list.ts";
import { numberText } from "../text/numbers.ts";
import { sentenceCase } from "../text/sentence.ts";
import type { BreakerLine } from "./output.ts";
import { stateWord } from "./words.ts";

const mostNames = 3;

type Facts = Pick<BreakerLine, "name" | "state" | "held" | "readAt" | "disagreement">;

const bad = ["open", "half_open", "unknown"] as const;

/** `seesAll`: no queue is hidden from the reader, so that what is counted is all there is. */
interface Asked {
  readonly now: Date;
  readonly seesAll: boolean;
}

/** The sentence over the board: what is open and what that holds, then what else is not closed. */
export function answerBreakers(all: readonly Facts[], asked: Asked): { readonly title: string; readonly sub: string } {
  if (all.length === 0) return { title: "No downstream is configured.", sub: "" };
  const of = (state: BreakerLine["state"]) => all.filter((one) => one.state === state);
  const closed = of("closed");
  const [worst, ...rest] = bad.flatMap((state) => (of(state).length > 0 ? [{ some: of(state), word: stateWord(state) }] : []));
  if (!worst) {
    return {
      title: closedTitle(closed),
      sub: heldBy(closed) > 0 ? `${sentenceCase(countOf(closed, asked))} will go on once that has lasted.` : "",
    };
  }
  const no = asked.seesAll ? "No replay" : "No replay that you can see";
  const free = all.every(({ held }) => held === 0) ? ` ${no} waits for ${worst.some.length === 1 ? "it" : "them"}.` : "";
  const others = closed.length === 0 ? [] : [`${numberText(closed.length)} ${closed.length === 1 ? "other is" : "others are"} closed.`];
  const sub = [
    ...rest.map(({ some, word }) => stateWords(some, word, asked)),
    ...of("unknown").flatMap((one) => silentWords(one, asked.now)),
    ...others,
  ];
  return { title: `${stateWords(worst.some, worst.word, asked)}${free}`, sub: sub.join(" ") };
}

/** A report is not believed where the messages say otherwise. */
function closedTitle(closed: readonly Facts[]): string {
  const doubted = closed.filter(({ disagreement }) => disagreement !== null);
  const one = closed.length === 1;
  const what = one ? names(closed) : "All downstreams";
  if (doubted.length === 0) return `${what} ${one ? "is" : "are"} closed.`;
  return `${what} ${one ? "is" : "are"} reported closed, but ${one ? "its messages" : `messages of ${names(doubted)}`} fail all the same.`;
}

const heldBy = (all: readonly Facts[]) => all.reduce((sum, { held }) => sum + held, 0);

function countOf(all: readonly Facts[], { seesAll }: Asked): string {
  return `${seesAll ? "" : "at least "}${numberText(heldBy(all))} ${heldBy(all) === 1 ? "message" : "messages"}`;
}

function stateWords(all: readonly Facts[], word: string, asked: Asked): string {
  const one = all.length === 1;
  const holds = heldBy(all) > 0 ? ` and ${one ? "holds" : "hold"} ${countOf(all, asked)}` : "";
  return `${names(all)} ${one ? "is" : "are"} ${word}${holds}.`;
}

function silentWords({ name, readAt }: Facts, now: Date): readonly string[] {
  if (readAt === null) return [`${name} has never been read.`];
  const ms = now.getTime() - readAt.getTime();
  return ms > 120_000 ? [`${name} was last read ${lastedText(ms)} ago.`] : [];
}

function names(all: readonly Facts[]): string {
  const shown = all.slice(0, mostNames).map(({ name }) => name);
  const more = all.length - shown.length;
  return listWords(more > 0 ? [...shown, `${numberText(more)} more`] : shown);
}
