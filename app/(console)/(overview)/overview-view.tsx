"use client";

import { useQuery } from "@tanstack/react-query";
import { PageSummary } from "@/components/page-summary";
import { useTRPC } from "@/components/trpc";
import { Deepest } from "./deepest";
import { Firing } from "./firing";
import { Growing } from "./growing";
import { InflowSection } from "./inflow-section";
import { Running } from "./running";

/** The first look: what fails, the inflow that shows it, what grows, where it lies, what is being done. */
export function OverviewView() {
  const summary = useQuery(useTRPC().overview.summary.queryOptions());
  const { data } = summary;
  // The parts below would only repeat what the first one says.
  if (summary.isError && !data) return <PageSummary name="Overview" query={summary} />;
  return (
    <>
      <PageSummary name="Overview" query={summary} />
      <Firing />
      <InflowSection blindSince={data?.blind?.total ? data.blind.since : null} />
      <div className="grid border-line border-t desk:grid-cols-2">
        <Growing stale={data?.blind?.total === true} />
        <Deepest />
      </div>
      <Running />
    </>
  );
}
