import type { Category, Verdict } from "../failures/failure.ts";

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
}

/** Groups that one thing explains: a downstream that fails, or one error out of one place, whatever queues they die in. */
export interface Cause {
  readonly verdict: Verdict;
  /** A clause without its full stop: "payment-gateway cannot be reached". */
  readonly words: string;
  readonly downstream: string | null;
  readonly open: number;
  readonly hour: number;
}

const blames: Partial<Record<Category, string>> = {
  timeout: "does not answer in time",
  connection: "cannot be reached",
  throttled: "asks for fewer calls",
  unavailable: "is not ready to serve",
  downstream_5xx: "answers with errors",
  auth: "refuses the credentials",
};
const longest = 96;

/** Causes, the one that kills most in the last hour first; without deaths in it, the one with the most dead. */
export function causesOf(groups: readonly CauseGroup[]): readonly Cause[] {
  const byCause = new Map<string, CauseGroup[]>();
  for (const group of groups) {
    const key = JSON.stringify(keyOf(group));
    byCause.set(key, [...(byCause.get(key) ?? []), group]);
  }
  return [...byCause.values()]
    .map((members) => ({
      verdict: members[0]?.verdict ?? "unknown",
      words: wordsOf(members),
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

function wordsOf(members: readonly CauseGroup[]): string {
  const [first] = members;
  if (!first) return "";
  if (first.verdict === "transient" && first.downstream) {
    const kinds = new Set(members.map(({ category }) => category));
    return `${first.downstream} ${(kinds.size === 1 ? blames[first.category] : null) ?? "is failing"}`;
  }
  const types = new Set(members.map(({ eventType }) => eventType));
  const eventType = types.size === 1 ? first.eventType : null;
  const queues = new Set(members.map(({ queue }) => queue)).size;
  const where = queues === 1 ? first.queue : `${queues} queues`;
  if (first.category === "deserialization") return eventType ? `${eventType} cannot be read` : `messages in ${where} cannot be read`;
  if (!first.hasError) return `${eventType ? `${eventType} died` : "messages died"} without a recorded error in ${where}`;
  const title = first.title.length > longest ? `${first.title.slice(0, longest - 1)}…` : first.title;
  return eventType ? `${eventType} fails by ${title}` : `messages in ${where} fail by ${title}`;
}

function sum(members: readonly CauseGroup[], field: "open" | "hour"): number {
  return members.reduce((total, member) => total + member[field], 0);
}

/** Clauses in one sentence, the first with a capital where that does not change a name. */
export function sentence(clauses: readonly string[]): string {
  const joined = clauses.length > 1 ? `${clauses.slice(0, -1).join(", ")}, and ${clauses.at(-1)}` : (clauses[0] ?? "");
  return `${joined.startsWith("messages ") ? `M${joined.slice(1)}` : joined}.`;
}
