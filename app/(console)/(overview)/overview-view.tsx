"use client";

import { useQuery } from "@tanstack/react-query";
import { StaleBanner } from "@/components/stale-banner";
import { useTRPC } from "@/components/trpc";
import { Answer } from "@/components/ui/answer";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { QueryError } from "@/components/ui/states";
import { Deepest } from "./deepest";
import { Growing } from "./growing";
import { InflowSection } from "./inflow-section";
import { Running } from "./running";

/** The first look: what fails, the inflow that shows it, what grows, where it lies, what is being done. */
export function OverviewView() {
  const summary = useQuery(useTRPC().overview.summary.queryOptions());
  const { data } = summary;
  return (
    <>
      <StaleBanner blind={data?.blind} />
      {data ? <Answer title={data.answer.title} sub={data.answer.sub} /> : summary.isPending && <AnswerSkeleton />}
      {summary.isError && !data && <QueryError what="The summary" error={summary.error} onRetry={() => void summary.refetch()} />}
      <InflowSection blindSince={data?.blind?.total ? data.blind.since : null} />
      <div className="grid border-line border-t desk:grid-cols-2">
        <Growing />
        <Deepest />
      </div>
      <Running />
    </>
  );
}
