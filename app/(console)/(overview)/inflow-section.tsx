"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useQueryState } from "nuqs";
import { Clock, clockText } from "@/components/time";
import { useZone } from "@/components/time-zone";
import { useTRPC } from "@/components/trpc";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { QueryError } from "@/components/ui/states";
import { InflowLegend } from "./inflow-legend";
import { overviewParams } from "./search-params";
import { inflowHeading } from "./merge-buckets";
import { useMarks } from "./use-marks";
import { useNarrow } from "./use-narrow";

const CauseChart = dynamic(() => import("./cause-chart"), { ssr: false, loading: () => <Skeleton className="h-[284px] w-full" /> });

const spans = { "1h": "1 hour", "24h": "24 hours", "7d": "7 days" } as const;
const options = [
  { value: "1h", label: "1 h" },
  { value: "24h", label: "24 h" },
  { value: "7d", label: "7 d" },
] as const;

/** Inflow by cause with the replays on the same time axis. */
export function InflowSection({ blindSince }: { blindSince: string | null }) {
  const trpc = useTRPC();
  const { zone } = useZone();
  const [range, setRange] = useQueryState("range", overviewParams.range);
  const narrow = useNarrow();
  // A week is half a million counts: it is polled, not read anew at every death.
  const inflow = useQuery(
    trpc.overview.inflow.queryOptions({ range }, { placeholderData: keepPreviousData, meta: { steady: range === "7d" } }),
  );
  const { data: lanes = [] } = useQuery(trpc.overview.lanes.queryOptions({ range }, { placeholderData: keepPreviousData }));
  const marks = useMarks(range, {});
  const { data } = inflow;
  const date = range !== "1h";
  return (
    <section className="border-line border-t px-pad pt-3.5 pb-3" aria-labelledby="inflow">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 id="inflow" className="text-14 font-600 tracking-[-0.003em]">
          {inflowHeading(range, narrow)}
        </h2>
        {data && (
          <span className="hidden text-12 text-ink-3 desk:inline">
            {clockText(new Date(data.from), zone, { date })} to {clockText(new Date(data.to), zone, { date })}
            {zone === "utc" ? " UTC" : ""}
          </span>
        )}
        {blindSince && (
          <span className="text-12 text-warn">
            no reading since <Clock at={blindSince} seconds={false} />
          </span>
        )}
        <Segmented
          className="ml-auto max-desk:ml-0 max-desk:w-full [&>button]:max-desk:flex-1 [&>button]:max-desk:justify-center"
          label="Time range"
          options={options}
          value={range}
          onChange={(next) => void setRange(next)}
        />
      </div>
      {inflow.isError && (
        <div className="-mx-pad">
          <QueryError what={`The chart of ${spans[range]}`} error={inflow.error} onRetry={() => void inflow.refetch()} />
        </div>
      )}
      {inflow.isPending && <Skeleton className="h-[284px] w-full" />}
      {data && !inflow.isError && (
        <div className="grid gap-4 wide:grid-cols-[minmax(0,1fr)_224px]">
          <CauseChart inflow={data} lanes={lanes} marks={marks} blindSince={blindSince} />
          <InflowLegend inflow={data} rates={range === "1h" && blindSince === null} />
        </div>
      )}
    </section>
  );
}
