"use client";

import { useQuery } from "@tanstack/react-query";
import { PageSummary } from "@/components/page-summary";
import { useTRPC } from "@/components/trpc";
import { Empty, SkeletonRows } from "@/components/ui/states";
import { useRowKeys } from "@/components/use-row-keys";
import { useSteadyOrder } from "@/components/use-steady-order";
import { FoundQueues } from "./found-queues";
import { QueueFaults } from "./queue-faults";
import { QueueRow, queueGrid } from "./queue-row";
import { SourceHead } from "./source-head";

/** What loses messages, then what was found and nobody watches, then watched queues by source, with what else is wrong inside the row that it is about. */
export function QueuesView() {
  const list = useQuery(useTRPC().queues.list.queryOptions());
  const { data } = list;
  const rows = data?.sources.flatMap(({ queues }) => queues);
  const known = rows?.map(({ id }) => id).toSorted((a, b) => a - b);
  const { shown = [] } = useSteadyOrder(rows, `${known}`, true);
  useRowKeys();
  if (!data)
    return (
      <>
        <PageSummary name="Queues" query={list} />
        {list.isPending && <SkeletonRows className="border-line border-t" />}
      </>
    );
  return (
    <>
      <PageSummary name="Queues" query={list} />
      {data.faults.length > 0 && <QueueFaults faults={data.faults} />}
      {data.found.length > 0 && <FoundQueues found={data.found} />}
      <div className={`${queueGrid} hidden h-7 items-center border-line border-t text-11 text-ink-3 wide:grid`} aria-hidden>
        <span>Queue</span>
        <span>What is in it</span>
        <span className="text-right">Depth</span>
        <span>Inflow, 24 h</span>
        <span className="text-right">Oldest</span>
        <span className="text-right">Expires</span>
        <span>Capture</span>
      </div>
      {data.sources.length === 0 && (
        <Empty title="No source is configured.">
          Name a broker under <code className="font-mono">sources</code> in redrive.yaml, with the dead-letter queues to watch.
        </Empty>
      )}
      {data.sources.map((source) => (
        <section key={source.name} aria-label={source.name}>
          <SourceHead source={source} stale={data.blind?.kind === "worker"} />
          {shown
            .filter((queue) => queue.source === source.name)
            .map((queue) => (
              <QueueRow key={queue.id} queue={queue} />
            ))}
          {source.queues.length === 0 && (
            <p className="border-line border-t px-pad py-3 text-ink-2">
              {source.state === "connected" ? "No queue of this source is watched." : "Its queues are not known yet."}
            </p>
          )}
        </section>
      ))}
    </>
  );
}
