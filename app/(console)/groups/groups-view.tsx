"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ArrowDownWideNarrow, Search } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useRef } from "react";
import { useKey } from "@/components/use-key";
import { PageSummary } from "@/components/page-summary";
import { Page } from "@/components/shell";
import { useTRPC } from "@/components/trpc";
import { Button, Kbd } from "@/components/ui/button";
import { More } from "@/components/ui/more";
import { Segmented } from "@/components/ui/segmented";
import { QueryError } from "@/components/ui/states";
import { useRowKeys } from "@/components/use-row-keys";
import { useSteadyOrder } from "@/components/use-steady-order";
import { numberText } from "@/server/text/numbers";
import { GroupTable } from "./group-table";
import { groupParams } from "./search-params";

/** Groups by urgency. Rows keep their places until somebody asks for the new order. */
export function GroupsView() {
  const trpc = useTRPC();
  const [{ view, text }, setParams] = useQueryStates(groupParams);
  const field = useRef<HTMLInputElement>(null);
  useKey("/", () => field.current?.focus());
  const summary = useQuery(trpc.groups.summary.queryOptions());
  const list = useInfiniteQuery(
    trpc.groups.list.infiniteQueryOptions(
      { view, text },
      { getNextPageParam: ({ next }) => next, initialCursor: null, placeholderData: keepPreviousData },
    ),
  );
  const { data } = summary;
  const rows = list.data?.pages.flatMap(({ groups }) => groups);
  const { shown, waiting, moved, show } = useSteadyOrder(rows, `${view} ${text}`, !list.isPlaceholderData);
  useRowKeys();
  const open = data ? ` ${numberText(data.open)}` : "";
  return (
    <Page crumbs={[{ label: "Groups" }]} news={{ count: waiting, capped: false, onShow: show }}>
      <PageSummary name="Groups" query={summary} />
      <div className="flex flex-wrap items-center gap-3 px-pad pb-3">
        <Segmented
          className="max-desk:w-full [&>button]:max-desk:flex-1 [&>button]:max-desk:justify-center"
          label="Which groups"
          options={[
            { value: "open", label: `Open${open}` },
            { value: "mine", label: "Mine" },
            { value: "closed", label: "Closed" },
            { value: "all", label: "All" },
          ]}
          value={view}
          onChange={(next) => void setParams({ view: next })}
        />
        <label className="flex h-7 items-center gap-2 rounded-2 px-2.5 shadow-control focus-within:shadow-focus max-desk:h-11 max-desk:w-full desk:w-80">
          <Search className="size-3.5 flex-none text-ink-3" aria-hidden />
          <span className="sr-only">Filter groups</span>
          <input
            ref={field}
            value={text}
            onChange={(event) => void setParams({ text: event.target.value || null })}
            onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
            placeholder="Filter groups"
            className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3 max-desk:text-[16px]"
          />
          <Kbd>/</Kbd>
        </label>
        <p className="ml-auto flex h-7 items-center gap-2 text-12 text-ink-3 max-desk:ml-0">
          {moved ? (
            <Button kind="quiet" className="-mx-2 text-accent-ink" onClick={show}>
              <ArrowDownWideNarrow aria-hidden />
              The order has changed, sort again
            </Button>
          ) : (
            <span>Most urgent first</span>
          )}
          <span className="hidden wide:inline">bars: 24 h, each to its own top</span>
        </p>
      </div>
      {list.isError && !rows && <QueryError what="The list" error={list.error} onRetry={() => void list.refetch()} />}
      {!list.isError && <GroupTable rows={shown} view={view} filtered={text !== ""} onClear={() => void setParams({ text: null })} />}
      <More list={list} className="border-line border-t" />
    </Page>
  );
}
