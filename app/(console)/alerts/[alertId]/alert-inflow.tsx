"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useMayRead } from "@/components/may";
import { useZone } from "@/components/time-zone";
import { useTRPC } from "@/components/trpc";
import { Section } from "@/components/ui/answer";
import { Skeleton } from "@/components/ui/skeleton";
import { QueryError } from "@/components/ui/states";
import { InflowLegend } from "../../(overview)/inflow-legend";
import { inflowHeading } from "../../(overview)/merge-buckets";
import { useMarks } from "../../(overview)/use-marks";
import { useNarrow } from "../../(overview)/use-narrow";
import type { AlertPage } from "../alert";

const CauseChart = dynamic(() => import("../../(overview)/cause-chart"), {
  ssr: false,
  loading: () => <Skeleton className="h-[284px] w-full" />,
});

const hourMs = 3_600_000;
const notes = { "1h": "last hour", "24h": "last 24 hours", "7d": "last 7 days" } as const;

/** What came into the queue or the group that it is about, from before it fired. Nothing where it is about neither, or it is long over. */
export function AlertInflow({ page }: { page: AlertPage }) {
  const { alert } = page;
  const mayRead = useMayRead()("message.view");
  const { now } = useZone();
  const age = now - new Date(alert.since).getTime();
  const range = age < hourMs * 0.9 ? "1h" : age < hourMs * 23 ? "24h" : "7d";
  const narrow = useNarrow();
  const about = alert.groupId !== null ? { groupId: alert.groupId } : alert.queueId !== null ? { queueId: alert.queueId } : null;
  const shown = mayRead && about !== null && age < 6.5 * 24 * hourMs;
  const inflow = useQuery(
    useTRPC().overview.inflow.queryOptions(
      { range, ...about },
      { enabled: shown, placeholderData: keepPreviousData, meta: { steady: range === "7d" } },
    ),
  );
  const marks = useMarks(range, about ?? {}, shown);
  if (!shown) return null;
  const { data } = inflow;
  return (
    <Section title={inflowHeading(range, narrow)} note={`this ${alert.groupId !== null ? "group" : "queue"}, ${notes[range]}`}>
      {inflow.isPending && <Skeleton className="h-[284px] w-full" />}
      {inflow.isError && (
        <div className="-mx-pad">
          <QueryError what="The chart" error={inflow.error} onRetry={() => void inflow.refetch()} />
        </div>
      )}
      {data && (
        <div className="grid gap-4 wide:grid-cols-[minmax(0,1fr)_200px]">
          <CauseChart inflow={data} lanes={[]} marks={marks} blindSince={alert.blindSince} limit={range === "1h" ? limitOf(page) : null} />
          <InflowLegend inflow={data} rates={range === "1h" && alert.blindSince === null} />
        </div>
      )}
    </Section>
  );
}

/** Of a rule of rates: from how many deaths a minute it fires. */
function limitOf({ limitPerMinute, condition }: AlertPage) {
  return limitPerMinute === null ? null : { perMinute: limitPerMinute, words: `fires: ${condition}` };
}
