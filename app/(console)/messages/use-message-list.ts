"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";

export const pageSize = 50;
/** As far as new ones are counted. */
const mostNew = 1_000;

/**
 * The rows of a filter that can be read, what is said of all that match, and what came since. Rows stay where they are until somebody asks for
 * the new ones.
 */
export function useMessageList(filter: string, readable: boolean) {
  const trpc = useTRPC();
  const summary = useQuery(trpc.messages.summary.queryOptions({ filter }, { enabled: readable }));
  const list = useInfiniteQuery(
    trpc.messages.list.infiniteQueryOptions(
      { filter, limit: pageSize },
      {
        enabled: readable,
        getNextPageParam: (page) => page.next ?? undefined,
        refetchInterval: false,
        staleTime: Number.POSITIVE_INFINITY,
      },
    ),
  );
  const pages = list.data?.pages;
  const first = pages?.[0];
  const { data: newer = 0 } = useQuery(
    trpc.messages.newer.queryOptions({ filter, since: first?.since ?? 0 }, { enabled: first !== undefined }),
  );
  const show = () => void list.refetch();
  return {
    summary,
    list,
    /** undefined until the first page is read. */
    rows: pages?.flatMap(({ messages }) => messages),
    /** Where a search stopped that no index serves; null: everything was looked at. */
    searchedTo: pages?.at(-1)?.searchedTo ?? null,
    /** Messages that may match: not all of their bytes could be looked at. */
    unread: pages?.reduce((sum, page) => sum + page.unread, 0) ?? 0,
    show,
    news: { count: newer, capped: newer >= mostNew, onShow: show },
  };
}
