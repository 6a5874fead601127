import { numberText } from "../text/numbers.ts";

interface ListFacts {
  readonly matching: number;
  /** There are more than `matching`, or may be. */
  readonly capped: boolean;
  readonly dead: number;
  readonly filtered: boolean;
  /** The largest group among them. */
  readonly group: { readonly title: string; readonly hasError: boolean; readonly n: number } | null;
  /** The downstream that most transient ones are about. */
  readonly downstream: { readonly title: string; readonly n: number } | null;
}

/** The sentence over the list, and what stands beside it. */
export function answerList(facts: ListFacts): { readonly title: string; readonly sub: string } {
  const { matching, capped, dead, filtered } = facts;
  const number = `${numberText(matching)}${capped ? "+" : ""}`;
  if (dead === 0 && !filtered) return { title: "Nothing is dead.", sub: "New dead letters appear here as they arrive." };
  if (matching === 0 && capped)
    return { title: "Nothing matches among the newest.", sub: `of ${numberText(dead)} dead; older ones are searched when asked` };
  if (matching === 0) return { title: "Nothing matches.", sub: `of ${numberText(dead)} dead` };
  const verb = filtered ? (matching === 1 ? "message matches" : "match") : matching === 1 ? "message is dead" : "messages are dead";
  return {
    title: `${number} ${verb}${mostOf(facts)}.`,
    sub: filtered ? `of ${numberText(dead)} dead, newest first` : "newest first",
  };
}

function mostOf({ matching, group, downstream }: ListFacts): string {
  const most = (part: { readonly n: number } | null) => part !== null && matching > 1 && part.n > matching / 2;
  const some = (n: number) => (n === matching ? "all" : numberText(n));
  if (downstream && most(downstream)) return `, and ${some(downstream.n)} of them wait for ${downstream.title}`;
  if (group && most(group))
    return `, and ${some(group.n)} of them ${group.hasError ? `failed with ${group.title}` : "died in one queue without a recorded error"}`;
  return "";
}
