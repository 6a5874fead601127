"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, TriangleAlert } from "lucide-react";
import { Age } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Count } from "@/components/ui/numbers";
import { SkeletonRows } from "@/components/ui/states";
import { Mark } from "@/components/ui/tag";
import { markLine } from "@/server/text/marked";

/** The proof of an empty list: every watched queue with when it was read and what waits there. */
export function WatchedQueues({ note }: { note: string }) {
  const { data } = useQuery(useTRPC().queues.list.queryOptions());
  if (!data) return <SkeletonRows rows={4} />;
  const queues = data.sources.flatMap((source) => source.queues.map((queue) => ({ ...queue, product: source.product ?? source.kind })));
  return (
    <section className="px-pad py-4">
      <h2 className="mb-1.5 text-14 font-600">
        Watched <span className="text-12 font-400 text-ink-3">{note}</span>
      </h2>
      {queues.length === 0 && (
        <p className="py-3 text-ink-2">
          {data.answer.title} {data.answer.sub}
        </p>
      )}
      <ul>
        {queues.map((queue) => (
          <li
            key={queue.id}
            className="grid min-h-8 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-line border-b py-1 desk:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_80px_160px_72px]"
          >
            <span className="cut font-mono" title={markLine(queue.name)}>
              {markLine(queue.name)}
            </span>
            <span className="cut text-ink-2 max-desk:hidden">
              {queue.source}, {queue.product}
            </span>
            <span className="text-ink-2 max-desk:hidden">{queue.mode}</span>
            {queue.state === "running" || queue.state === "watching" ? (
              <Mark tone="ok" icon={<Check aria-hidden />} className="font-400">
                read <Age at={queue.aliveAt ?? queue.depthAt} suffix=" ago" />
              </Mark>
            ) : (
              <Mark tone="warn" icon={<TriangleAlert aria-hidden />} className="font-400">
                {queue.state}
              </Mark>
            )}
            <Count value={queue.depth} className="text-right max-desk:hidden" />
          </li>
        ))}
      </ul>
    </section>
  );
}
