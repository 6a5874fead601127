import { verdicts } from "../../failures/failure.ts";
import { adviceWords } from "../../failures/words.ts";
import { lastedText } from "../../text/lasted.ts";
import { numberText } from "../../text/numbers.ts";
import type { Facts } from "../facts.ts";
import type { Reading, ReadingFacts, Subject } from "../kind.ts";

/** A fact as text; "" where it is not there. */
export function textOf(facts: ReadingFacts, name: string): string {
  const value = facts[name];
  return typeof value === "string" ? value : "";
}

export function numberOf(facts: ReadingFacts, name: string): number {
  const value = facts[name];
  return typeof value === "number" ? value : 0;
}

/** "1,204 dead letters", with "at least" where a queue is not read. */
export function countedText(facts: ReadingFacts, one: string, many = `${one}s`): string {
  const n = numberOf(facts, "n");
  return `${facts["atLeast"] === true ? "at least " : ""}${numberText(n)} ${n === 1 ? one : many}`;
}

/**
 * A fact that is a time (ISO 8601), as "30 Nov 14:02 UTC": a message that was sent is not updated by the clock, so what goes on is told by when it began.
 */
export function momentText(facts: ReadingFacts, name: string): string {
  const at = new Date(textOf(facts, name));
  if (Number.isNaN(at.getTime())) return "a time that was not kept";
  const day = at.toLocaleDateString("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });
  return `${day} ${at.toISOString().slice(11, 16)} UTC`;
}

/** A fact in minutes, of what is over, as a sentence says it: "22 min". */
export function minutesText(facts: ReadingFacts, name: string): string {
  return lastedText(numberOf(facts, name) * 60_000);
}

/**
 * What was counted against its limit; "between" from `recover` on, `away` included: what a replay holds may come back. What is not read may hold more, so
 * there nothing is under.
 */
export function counted(
  subject: Subject,
  n: number,
  limit: { readonly from: number; readonly recover?: number; readonly away?: number },
  facts: ReadingFacts = {},
): readonly Reading[] {
  const blind = subject.blindSince !== null;
  const level = n >= limit.from ? "over" : blind ? "unknown" : n + (limit.away ?? 0) >= (limit.recover ?? limit.from) ? "between" : null;
  if (level === null) return [];
  return [{ key: subject.key, level, value: n, facts: { name: subject.name, n, atLeast: blind, ...facts } }];
}

export function sumOf<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0);
}

/** How much of what one subject stood for is in the hands of a replay: as long as something is, what it was about is not over. */
export function awayOf({ groups }: Subject): number {
  return sumOf(groups, ({ away }) => away);
}

/** Nothing of it is left that Redrive knows of but what a replay has. */
export function isAllAway(facts: ReadingFacts): boolean {
  return facts["away"] === "all" && facts["held"] === true && numberOf(facts, "n") === 0;
}

/** What is wrong with what one subject holds, where all of it shares a verdict or a downstream. `held` false: Redrive holds nothing of it. */
export function causeFacts(subject: Subject, breakers: Facts["breakers"]): ReadingFacts {
  const { groups } = subject;
  const dying = groups.filter(({ dead }) => dead > 0);
  const only = <T>(values: readonly T[]) => (new Set(values).size === 1 ? (values[0] ?? null) : null);
  const downstream = only(dying.map((group) => group.downstream));
  const isOpen = breakers.some(({ name, state }) => name === downstream && state === "open");
  return {
    held: dying.length > 0 || awayOf(subject) > 0,
    verdict: only(dying.map(({ verdict }) => verdict)),
    downstream,
    ...(isOpen ? { breaker: "open" } : {}),
    ...(awayOf(subject) > 0 ? { away: dying.length > 0 ? "some" : "all" } : {}),
  };
}

const awayWords = "A replay has messages of it, and it is not known yet how they end.";

/** What to do about dead letters, by their verdict. */
export function adviceOf(facts: ReadingFacts): string {
  const away = facts["away"] === undefined ? "" : `${awayWords} `;
  if (facts["held"] === false) return `${away}They wait in the broker, and Redrive does not hold them: see the queue.`;
  if (facts["away"] === "all") return awayWords;
  const verdict = verdicts.find((one) => one === facts["verdict"]);
  const downstream = textOf(facts, "downstream") || null;
  const cause = facts["breaker"] === "open" ? `The breaker of ${downstream} is open, and replays wait for it. ` : "";
  return away + cause + (verdict ? adviceWords(verdict, downstream) : "They have more than one cause: see the groups.");
}
