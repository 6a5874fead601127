import type { Query, QueryClient } from "@tanstack/react-query";

/**
 * Re-reads what a notice made old: at once, then at most every `everyMs`. A query that is being read is not begun anew, since its answer
 * would never come on a busy system; it is read once more after it has answered, because its answer may be from before the notice.
 */
export function createReread(queryClient: QueryClient, everyMs: number): (isOld: (query: Query) => boolean) => void {
  let due = new Set<Query>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = () => {
    timer = null;
    const now = new Set([...due].filter(({ state }) => state.fetchStatus !== "fetching"));
    due = new Set([...due].filter((query) => !now.has(query)));
    if (now.size > 0) void queryClient.invalidateQueries({ predicate: (query) => now.has(query) }, { cancelRefetch: false });
    if (now.size + due.size > 0) timer = setTimeout(flush, everyMs);
  };
  return (isOld) => {
    for (const query of queryClient.getQueryCache().findAll({ predicate: isOld })) due.add(query);
    if (timer === null) flush();
  };
}
