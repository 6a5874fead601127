"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useQueryStates } from "nuqs";
import { Page } from "@/components/shell";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Answer } from "@/components/ui/answer";
import { Button } from "@/components/ui/button";
import { Empty, QueryError, SkeletonRows } from "@/components/ui/states";
import { BulkBar } from "./bulk-bar";
import { FacetSheet, Facets } from "./facets";
import { FilterBar } from "./filter-bar";
import { Histogram } from "./histogram";
import { MessageTable } from "./message-table";
import { parseFilter } from "@/server/messages/filter";
import { listParams } from "./search-params";
import { useSelected } from "./selected";

const pageSize = 50;
/** As far as new ones are counted. */
const mostNew = 1_000;

/** The list: filter, when, what, and what to do with it. Rows stay where they are until somebody asks for the new ones. */
export function MessagesView() {
  const trpc = useTRPC();
  const [{ filter }, setParams] = useQueryStates(listParams);
  const selected = useSelected(filter);
  const readable = parseFilter(filter).mistakes.length === 0;
  const summary = useQuery(trpc.messages.summary.queryOptions({ filter }, { enabled: readable, placeholderData: keepPreviousData }));
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
  const first = list.data?.pages[0];
  const { data: newer = 0 } = useQuery(
    trpc.messages.newer.queryOptions({ filter, since: first?.since ?? 0 }, { enabled: first !== undefined }),
  );
  const searchedTo = list.data?.pages.at(-1)?.searchedTo ?? null;
  const rows = list.data?.pages.flatMap(({ messages }) => messages) ?? [];
  const show = () => void list.refetch();
  const setFilter = (next: string) => void setParams({ filter: next || null });
  const clear = () => setFilter("");
  if (!readable)
    return (
      <Page crumbs={[{ label: "Messages" }]}>
        <Answer title="This filter cannot be read.">
          <div className="mt-3 flex gap-2">
            <FilterBar filter={filter} onFilter={setFilter} />
          </div>
        </Answer>
        <Empty title="What is red in it means nothing here." icon={<CircleAlert aria-hidden />}>
          <p className="mb-3">Remove it and write it anew: the line completes what is allowed.</p>
          <Button onClick={clear}>Clear the filter</Button>
        </Empty>
      </Page>
    );
  const title = summary.data?.answer.title ?? (summary.isError ? "The messages could not be read." : "Reading the messages …");
  const news = { count: newer, capped: newer >= mostNew, onShow: show };
  return (
    <Page crumbs={[{ label: "Messages" }]} news={news}>
      <Answer title={title} beside={summary.data?.answer.sub}>
        <div className="mt-3 flex gap-2">
          <FilterBar filter={filter} onFilter={setFilter} />
          <FacetSheet filter={filter} onFilter={setFilter} />
        </div>
      </Answer>
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)] border-line border-t wide:grid-cols-[208px_minmax(0,1fr)]">
        <aside aria-label="Facets" className="hidden px-pad py-4 wide:block wide:pr-4">
          <Facets filter={filter} onFilter={setFilter} />
        </aside>
        <div className="flex min-w-0 flex-col border-line wide:border-l">
          <Histogram filter={filter} />
          {list.isPending && <SkeletonRows />}
          {list.isError && <QueryError what="The list" error={list.error} onRetry={() => void list.refetch()} />}
          {first && rows.length === 0 && !searchedTo && <NothingHere filtered={filter !== ""} onClear={clear} />}
          {rows.length > 0 && <MessageTable rows={rows} selected={selected} />}
          {list.hasNextPage && (
            <div className="grid place-items-center gap-2 px-pad py-3 text-center">
              {searchedTo && (
                <p className="text-12 text-ink-3">
                  {rows.length === 0 && "Nothing found. "}Searched back to <Clock at={searchedTo} />; older ones were not looked at.
                </p>
              )}
              <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {searchedTo ? "Search older ones" : `Show ${pageSize} more`}
              </Button>
            </div>
          )}
          <BulkBar selected={selected} filter={filter} matching={summary.data} onDone={show} />
        </div>
      </div>
    </Page>
  );
}

function NothingHere({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (!filtered) {
    return (
      <Empty title="No dead letters." icon={<CircleCheck aria-hidden />}>
        A message appears here within a second of reaching a watched dead-letter queue. The Queues page says what is watched.
      </Empty>
    );
  }
  return (
    <Empty title="Nothing matches this filter.">
      <p className="mb-3">Without a state the filter means dead messages; state:any means all.</p>
      <Button onClick={onClear}>Clear the filter</Button>
    </Empty>
  );
}
