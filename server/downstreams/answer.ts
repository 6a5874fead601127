import { lastedText } from "../text/lasted.ts";
import { listWords } from "../text/list.ts";
import { numberText } from "../text/numbers.ts";
import { sentenceCase } from "../text/sentence.ts";
import type { BreakerLine, WaitingReplay } from "./output.ts";
import { stateWord } from "./words.ts";

const mostNames = 3;

type Facts = Pick<BreakerLine, "name" | "state" | "held" | "readAt" | "disagreement"> & {
  readonly waiting: readonly Pick<WaitingReplay, "id" | "held">[];
};

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
      sub: waits(closed)
        ? `${sentenceCase(listWords([heldBy(closed) > 0 ? countOf(closed, asked) : "", replayWords(holdersOf(closed).others)].filter(Boolean)))} will go on once that has lasted.`
        : "",
    };
  }
  const no = asked.seesAll ? "No replay" : "No replay that you can see";
  const free = !waits(all) ? ` ${no} waits for ${worst.some.length === 1 ? "it" : "them"}.` : "";
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

type Waiting = Facts["waiting"];

/**
 * Those that hold all the messages that are counted, and those that wait besides. Whoever does not see every queue may see messages of replays that they do not
 * see, and the other way round: then nobody is said to hold them.
 */
function holdersOf(all: readonly Facts[]): { readonly holders: Waiting; readonly others: Waiting } {
  const waiting = all.flatMap((one) => one.waiting);
  const isWhole = all.every((one) => one.waiting.reduce((sum, { held }) => sum + held, 0) === one.held);
  const holders = isWhole ? waiting.filter(({ held }) => held > 0) : [];
  const ids = new Set(holders.map(({ id }) => id));
  return { holders, others: waiting.filter(({ id }) => !ids.has(id)) };
}

function countOf(all: readonly Facts[], { seesAll }: Asked): string {
  const of = replayWords(holdersOf(all).holders);
  return `${seesAll ? "" : "at least "}${numberText(heldBy(all))} ${heldBy(all) === 1 ? "message" : "messages"}${of && ` of ${of}`}`;
}

/** Also a replay that holds no message may wait: for another canary. */
const waits = (all: readonly Facts[]) => all.some(({ held, waiting }) => held > 0 || waiting.length > 0);

function replayWords(waiting: Waiting): string {
  return listed([...new Set(waiting.map(({ id }) => `rpl-${id}`))]);
}

function stateWords(all: readonly Facts[], word: string, asked: Asked): string {
  const one = all.length === 1;
  if (word === stateWord("unknown"))
    return `The state of ${names(all)} is unknown${holdsWords(all, asked, `, and ${one ? "it" : "they"}`)}.`;
  return `${names(all)} ${one ? "is" : "are"} ${word}${holdsWords(all, asked, " and")}.`;
}

/** `join`: how it goes on from what is said before. */
function holdsWords(all: readonly Facts[], asked: Asked, join: string): string {
  const holds = heldBy(all) > 0 ? `${join} ${all.length === 1 ? "holds" : "hold"} ${countOf(all, asked)}` : "";
  const { others } = holdersOf(all);
  if (others.length === 0) return holds;
  const several = new Set(others.map(({ id }) => id)).size > 1;
  return `${holds}, and ${replayWords(others)} ${several ? "wait" : "waits"} for ${all.length === 1 ? "it" : "them"}`;
}

function silentWords({ name, readAt }: Facts, now: Date): readonly string[] {
  if (readAt === null) return [`${name} has never been read.`];
  const ms = now.getTime() - readAt.getTime();
  return ms > 120_000 ? [`${name} was last read ${lastedText(ms)} ago.`] : [];
}

function names(all: readonly Facts[]): string {
  return listed(all.map(({ name }) => name));
}

function listed(all: readonly string[]): string {
  const shown = all.slice(0, mostNames);
  const more = all.length - shown.length;
  return listWords(more > 0 ? [...shown, `${numberText(more)} more`] : shown);
}
