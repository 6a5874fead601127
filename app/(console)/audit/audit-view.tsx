"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useQueryStates } from "nuqs";
import { PageSummary } from "@/components/page-summary";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { Empty, QueryError, SkeletonRows } from "@/components/ui/states";
import { AuditFilterBar } from "./audit-filter-bar";
import { AuditTable } from "./audit-table";
import { auditParams } from "./search-params";

/** Who did what, when, from where and why. */
export function AuditView() {
  const trpc = useTRPC();
  const [filter, setFilter] = useQueryStates(auditParams);
  const summary = useQuery(trpc.audit.summary.queryOptions(filter, { placeholderData: keepPreviousData }));
  const list = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(filter, {
      getNextPageParam: ({ next }) => next,
      initialCursor: null,
      placeholderData: keepPreviousData,
    }),
  );
  const filtered = Boolean(filter.text || filter.who || filter.permission || filter.result);
  const rows = list.data?.pages.flatMap(({ entries }) => entries);
  return (
    <>
      <PageSummary name="Audit" query={summary} />
      <AuditFilterBar filter={filter} onFilter={(change) => void setFilter(change)} summary={summary.data} />
      {list.isPending && <SkeletonRows className="border-line border-t" />}
      {list.isError && !rows && <QueryError what="The log" error={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && (
        <Empty title={filtered ? "No entry matches." : "No entry."} icon={<ScrollText aria-hidden />}>
          <p className="mb-3">Every act that changes something, and every refusal, is written here.</p>
          {filtered ? (
            <Button onClick={() => void setFilter({ text: null, who: null, permission: null, result: null })}>Clear the filter</Button>
          ) : (
            filter.period !== "all" && <Button onClick={() => void setFilter({ period: "all" })}>Show all that was ever done</Button>
          )}
        </Empty>
      )}
      {rows && rows.length > 0 && <AuditTable rows={rows} />}
      {list.hasNextPage && (
        <div className="grid place-items-center py-3">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      {rows && rows.length > 0 && (
        <p className="px-pad py-2.5 text-12 text-ink-3">Append-only: nothing in the console changes or removes an entry.</p>
      )}
    </>
  );
}
