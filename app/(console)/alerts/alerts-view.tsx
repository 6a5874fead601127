"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { parseAsInteger, parseAsStringLiteral, useQueryState } from "nuqs";
import { PageSummary } from "@/components/page-summary";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { More } from "@/components/ui/more";
import { Segmented } from "@/components/ui/segmented";
import { Empty, QueryError, SkeletonRows } from "@/components/ui/states";
import { useRowKeys } from "@/components/use-row-keys";
import { numberText } from "@/server/text/numbers";
import { AlertTable } from "./alert-table";
import { AlertsAside } from "./alerts-aside";
import { RulesBand } from "./rules-band";

const shows = ["now", "over"] as const;
const everyMs = 10_000;

/** What fires and who has it; what fired; the rules; whether people hear of it. */
export function AlertsView() {
  const summary = useQuery(useTRPC().alerts.summary.queryOptions(undefined, { refetchInterval: everyMs }));
  const [show, setShow] = useQueryState("show", parseAsStringLiteral(shows).withDefault("now"));
  const [within, setWithin] = useQueryState("in", parseAsInteger);
  useRowKeys();
  // The parts below would only repeat what the first one says.
  if (summary.isError && !summary.data) return <PageSummary name="Alerts" query={summary} />;
  return (
    <>
      <PageSummary name="Alerts" query={summary} />
      <div className="flex flex-wrap items-center gap-3 px-pad pb-3">
        <Segmented
          label="Which"
          value={show}
          onChange={(next) => void setShow(next)}
          options={[
            { value: "now", label: "Now" },
            { value: "over", label: "Over" },
          ]}
        />
        {within !== null && <Button onClick={() => void setWithin(null)}>Only those that alert {within} stands for: show all</Button>}
      </div>
      {show === "now" ? <Now groupedIn={within} /> : <Over groupedIn={within} />}
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)] border-line border-t wide:grid-cols-[minmax(0,1fr)_336px]">
        <RulesBand />
        <AlertsAside />
      </div>
    </>
  );
}

/** What needs somebody first, then what waits to fire, then what somebody has. */
function Now({ groupedIn }: { groupedIn: number | null }) {
  const trpc = useTRPC();
  const options = { refetchInterval: everyMs, placeholderData: keepPreviousData };
  const open = useQuery(trpc.alerts.list.queryOptions({ view: "open", groupedIn, limit: 200 }, options));
  const pending = useQuery(trpc.alerts.list.queryOptions({ view: "pending", groupedIn, limit: 50 }, options));
  if (open.isError && !open.data) return <QueryError what="The alerts" error={open.error} onRetry={() => void open.refetch()} />;
  if (!open.data || pending.isPending) return <SkeletonRows rows={4} className="border-line border-t" />;
  const firing = open.data.alerts.filter(({ state }) => state === "firing");
  const held = open.data.alerts.filter(({ state }) => state !== "firing");
  const all = [...firing, ...(pending.data?.alerts ?? []), ...held];
  return (
    <>
      {pending.isError && <QueryError what="What is pending" error={pending.error} onRetry={() => void pending.refetch()} />}
      {all.length === 0 ? (
        <div className="border-line border-t">
          <Empty title="Nothing fires, and nothing is about to." icon={<CircleCheck aria-hidden />}>
            An alert appears here when the condition of a rule below holds.
          </Empty>
        </div>
      ) : (
        <>
          {open.data.total !== null && (
            <p className="border-line border-t px-pad py-2 text-12 text-ink-2">
              {numberText(open.data.alerts.length)} of {numberText(open.data.total)} alerts that fire are shown: first those that nobody
              has, then by severity. The others follow when these are over.
            </p>
          )}
          <AlertTable alerts={all} label="Alerts" />
        </>
      )}
    </>
  );
}

function Over({ groupedIn }: { groupedIn: number | null }) {
  const list = useInfiniteQuery(
    useTRPC().alerts.list.infiniteQueryOptions({ view: "resolved", groupedIn }, { getNextPageParam: (page) => page.next ?? undefined }),
  );
  const alerts = list.data?.pages.flatMap((page) => page.alerts) ?? [];
  return (
    <>
      {list.isPending && <SkeletonRows rows={4} className="border-line border-t" />}
      {list.isError && <QueryError what="What is over" error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && alerts.length === 0 && (
        <div className="border-line border-t">
          <Empty title="No alert has ended yet.">What fired and is over stays here, with its history.</Empty>
        </div>
      )}
      {alerts.length > 0 && <AlertTable alerts={alerts} label="Alerts that are over" />}
      <More list={list} label="Show older" />
    </>
  );
}
