"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Oldness } from "@/components/died";
import { Expiry } from "@/components/expiry";
import { queueHref } from "@/components/hrefs";
import { useTRPC } from "@/components/trpc";
import { Count } from "@/components/ui/numbers";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { ListSection, listRow } from "./list-section";
import { markLine } from "@/server/text/marked";

/** The queues with most in them, their oldest message, and when the broker would drop what is left there. */
export function Deepest() {
  const deepest = useQuery(useTRPC().overview.deepest.queryOptions());
  return (
    <ListSection title="Deepest queues" note="oldest, time to expiry" href="/queues">
      {deepest.isPending && <SkeletonRows rows={4} className="-mx-pad" />}
      {deepest.isError && (
        <div className="-mx-pad">
          <QueryError what="The queues" error={deepest.error} onRetry={() => void deepest.refetch()} />
        </div>
      )}
      {deepest.data?.length === 0 && <p className="py-1 text-ink-3">No queue is known yet. Queues says why.</p>}
      {deepest.data?.map((queue) => (
        <Link key={queue.id} href={queueHref(queue.name)} className={listRow}>
          <span className="min-w-0 flex-1 cut font-mono" title={markLine(`${queue.name}, ${queue.source}`)}>
            {markLine(queue.name)}
          </span>
          <Count
            value={queue.ready === null && queue.dead === 0 ? null : queue.dead + (queue.ready ?? 0)}
            className="min-w-11 text-right font-600"
          />
          <span className="min-w-14 whitespace-nowrap text-right text-12 text-ink-3">
            {queue.oldestAt ? (
              <Oldness at={queue.oldestAt} isBound={queue.oldestIsBound} />
            ) : queue.dead === 0 && queue.ready === 0 ? (
              "none"
            ) : (
              "unknown"
            )}
          </span>
          <Expiry expiry={queue.expiry} className="min-w-[72px] text-right text-12" />
        </Link>
      ))}
    </ListSection>
  );
}
