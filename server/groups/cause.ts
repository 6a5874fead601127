import type { Category, Verdict } from "../failures/failure.ts";
import { presentBegins } from "../failures/standing.ts";
import { agoText } from "../text/lasted.ts";

/** What is read of a group to name its cause. */
export interface CauseGroup {
  readonly id: number;
  readonly title: string;
  readonly verdict: Verdict;
  readonly category: Category;
  readonly downstream: string | null;
  readonly queue: string;
  /** Its messages carry an error; false: only that they died. */
  readonly hasError: boolean;
  /** The one event type in it; null: none is carried, or several. */
  readonly eventType: string | null;
  /** Dead at this moment. */
  readonly open: number;
  /** Died within the last hour. */
  readonly hour: number;
  /** Its newest message, by death or by capture. */
  readonly lastAt: Date;
  /** That is a death; false: when it died is not known. */
  readonly lastKnown: boolean;
}

/** Groups that one thing explains: a downstream that fails, or one error out of one place, whatever queues they die in. */
export interface Cause {
  readonly verdict: Verdict;
  /** A clause without its full stop: "payment-gateway cannot be reached", or "could not be reached" where nothing is known to die of it now. */
  readonly words: string;
  /** The same with its window: ", the last 22 min ago" where nothing is known to die of it now. */
  readonly dated: string;
  readonly downstream: string | null;
  readonly open: number;
  readonly hour: number;
}

/** What a downstream does, and what it did. */
interface Blame {
  readonly does: string;
  readonly did: string;
}
const blames: Partial<Record<Category, Blame>> = {
  timeout: { does: "does not answer in time", did: "did not answer in time" },
  connection: { does: "cannot be reached", did: "could not be reached" },
  throttled: { does: "asks for fewer calls", did: "asked for fewer calls" },
  unavailable: { does: "is not ready to serve", did: "was not ready to serve" },
  downstream_5xx: { does: "answers with errors", did: "answered with errors" },
  auth: { does: "refuses the credentials", did: "refused the credentials" },
};
const anyBlame: Blame = { does: "is failing", did: "was failing" };
const longest = 96;

/** Causes, the one that kills most in the last hour first; without deaths in it, the one with the most dead. */
export function causesOf(groups: readonly CauseGroup[], now: Date): readonly Cause[] {
  const byCause = new Map<string, CauseGroup[]>();
  for (const group of groups) {
    const key = JSON.stringify(keyOf(group));
    byCause.set(key, [...(byCause.get(key) ?? []), group]);
  }
  return [...byCause.values()]
    .map((members) => ({
      verdict: members[0]?.verdict ?? "unknown",
      ...tell(members, now),
      downstream: members[0]?.verdict === "transient" ? members[0].downstream : null,
      open: sum(members, "open"),
      hour: sum(members, "hour"),
    }))
    .toSorted((a, b) => b.hour - a.hour || b.open - a.open);
}

/** What two groups share when one thing explains both; of what cannot be read the type too, since such errors name no place. */
function keyOf({ verdict, category, downstream, title, eventType }: CauseGroup): readonly (string | null)[] {
  if (verdict === "transient" && downstream) return [downstream];
  return [verdict, title, category === "deserialization" ? eventType : null];
}

/** In the present only while it is known to kill. */
function tell(members: readonly CauseGroup[], now: Date): Pick<Cause, "words" | "dated"> {
  const isNow = members.some(({ lastAt, lastKnown }) => lastKnown && lastAt >= presentBegins(now));
  const words = wordsOf(members, isNow ? "does" : "did");
  const last = Math.max(...members.map(({ lastAt }) => lastAt.getTime()));
  return { words, dated: isNow ? words : `${words}, the last ${agoText(now.getTime() - last)}` };
}

function wordsOf(members: readonly CauseGroup[], tense: keyof Blame): string {
  const [first] = members;
  if (!first) return "";
  const is = (does: string, did: string) => (tense === "does" ? does : did);
  if (first.verdict === "transient" && first.downstream) {
    const kinds = new Set(members.map(({ category }) => category));
    return `${first.downstream} ${((kinds.size === 1 && blames[first.category]) || anyBlame)[tense]}`;
  }
  const types = new Set(members.map(({ eventType }) => eventType));
  const eventType = types.size === 1 ? first.eventType : null;
  const queues = new Set(members.map(({ queue }) => queue)).size;
  const where = queues === 1 ? first.queue : `${queues} queues`;
  if (first.category === "deserialization") return `${eventType ?? `messages in ${where}`} ${is("cannot", "could not")} be read`;
  if (!first.hasError) return `${eventType ? `${eventType} died` : "messages died"} without a recorded error in ${where}`;
  const title = first.title.length > longest ? `${first.title.slice(0, longest - 1)}…` : first.title;
  return eventType ? `${eventType} ${is("fails", "failed")} with ${title}` : `messages in ${where} ${is("fail", "failed")} with ${title}`;
}

function sum(members: readonly CauseGroup[], field: "open" | "hour"): number {
  return members.reduce((total, member) => total + member[field], 0);
}

/** Clauses in one sentence, the first with a capital where that does not change a name. */
export function sentence(clauses: readonly string[]): string {
  const joined = clauses.length > 1 ? `${clauses.slice(0, -1).join(", ")}, and ${clauses.at(-1)}` : (clauses[0] ?? "");
  return `${joined.startsWith("messages ") ? `M${joined.slice(1)}` : joined}.`;
}
