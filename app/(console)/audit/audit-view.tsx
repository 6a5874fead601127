"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useMayRead, useRefusal } from "@/components/may";
import { isRefused } from "@/components/reads";
import { PageSummary } from "@/components/page-summary";
import { useTRPC } from "@/components/trpc";
import { Answer } from "@/components/ui/answer";
import { Button } from "@/components/ui/button";
import { More } from "@/components/ui/more";
import { Empty, QueryError, SkeletonRows } from "@/components/ui/states";
import type { AuditFilter } from "@/server/audit/input";
import { AuditFilterBar } from "./audit-filter-bar";
import { AuditTable } from "./audit-table";
import { auditParams } from "./search-params";

/** Who did what, when, from where and why. */
export function AuditView() {
  const trpc = useTRPC();
  const [filter, setFilter] = useQueryStates(auditParams);
  const mayNot = useRefusal()("audit.view");
  const enabled = useMayRead()("audit.view");
  const summary = useQuery(trpc.audit.summary.queryOptions(filter, { placeholderData: keepPreviousData, enabled }));
  const list = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(filter, {
      getNextPageParam: ({ next }) => next,
      initialCursor: null,
      placeholderData: keepPreviousData,
      enabled,
    }),
  );
  if (mayNot !== null || isRefused(summary.error))
    return <Answer title="You may not see the audit log." sub={mayNot ?? "You need audit.view."} />;
  const rows = list.data?.pages.flatMap(({ entries }) => entries);
  return (
    <>
      <PageSummary name="Audit" query={summary} />
      <AuditFilterBar
        filter={filter}
        onFilter={(change) => void setFilter(change)}
        summary={summary.data}
        isOld={summary.isPlaceholderData}
      />
      {list.isPending && <SkeletonRows className="border-line border-t" />}
      {list.isError && !rows && <QueryError what="The log" error={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && <NoEntries filter={filter} onFilter={(change) => void setFilter(change)} />}
      {rows && rows.length > 0 && (
        <div className={list.isPlaceholderData ? "opacity-60" : undefined}>
          <AuditTable rows={rows} />
          <More list={list} />
          <AppendOnly enforced={summary.data?.appendOnly ?? false} />
        </div>
      )}
    </>
  );
}

function AppendOnly({ enforced }: { enforced: boolean }) {
  return (
    <p className="px-pad py-2.5 text-12 text-ink-3">
      {enforced
        ? "Append-only: the database lets Redrive add entries, and neither change nor remove one."
        : "Append-only: nothing in the console changes or removes an entry."}
    </p>
  );
}

interface NoEntriesProps {
  filter: AuditFilter;
  onFilter: (change: { text?: null; who?: null; permission?: null; result?: null; operation?: null; period?: "all" }) => void;
}

function NoEntries({ filter: { text, who, permission, result, operation, period }, onFilter }: NoEntriesProps) {
  const filtered = Boolean(text || who || permission || result || operation);
  const clear = () => onFilter({ text: null, who: null, permission: null, result: null, operation: null });
  return (
    <Empty title={filtered ? "No entry matches." : "No entry."} icon={<ScrollText aria-hidden />}>
      <p className="mb-3">Every act that changes something, and every refusal, is written here.</p>
      {filtered && <Button onClick={clear}>Clear the filter</Button>}
      {!filtered && period !== "all" && <Button onClick={() => onFilter({ period: "all" })}>Show all that was ever done</Button>}
    </Empty>
  );
}
