"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/components/trpc";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { Sparkline } from "@/components/ui/sparkline";
import { Verdict, verdictTone } from "@/components/verdict";
import { ListSection, listRow } from "./list-section";
import { rateText } from "@/server/text/numbers";

/** The groups that grow fastest. */
export function Growing({ stale }: { stale: boolean }) {
  const growing = useQuery(useTRPC().overview.growing.queryOptions());
  return (
    <ListSection title="Growing now" note={stale ? "groups, as last read" : "groups, last 10 minutes"} href="/groups">
      {growing.isPending && <SkeletonRows rows={4} className="-mx-pad" />}
      {growing.isError && (
        <div className="-mx-pad">
          <QueryError what="What grows" error={growing.error} onRetry={() => void growing.refetch()} />
        </div>
      )}
      {growing.data?.length === 0 && (
        <p className="py-1 text-ink-3">
          {stale ? "Unknown: nothing has been read." : "Nothing is known to have died in the last 10 minutes."}
        </p>
      )}
      {growing.data?.map((group) => (
        <Link key={group.id} href={`/groups/${group.id}`} className={listRow}>
          <Verdict verdict={group.verdict} iconOnly />
          <span className="flex min-w-0 flex-1 flex-col desk:flex-row desk:items-baseline desk:gap-2">
            <span className="min-w-0 cut" title={group.title}>
              {group.title}
            </span>
            <span className="min-w-0 cut font-mono desk:min-w-16 desk:shrink-[4] text-12 text-ink-3" title={group.where}>
              {group.where}
            </span>
          </span>
          <Sparkline values={group.spark} tone={verdictTone(group.verdict)} width={56} />
          <span className="min-w-16 text-right">
            +{rateText(group.perMinute)}
            <span className="text-ink-3"> /min</span>
          </span>
        </Link>
      ))}
    </ListSection>
  );
}
