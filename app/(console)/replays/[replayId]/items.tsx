"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { Check, CheckCheck, CircleHelp, CircleX, Eye, Hourglass, Send, SkipForward, Undo2 } from "lucide-react";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { Tabs } from "@/components/ui/tabs";
import { Mark, type Tone } from "@/components/ui/tag";
import type { OutcomeCounts } from "@/server/replays/outcome-counts";
import type { AppRouter } from "@/server/trpc/router";
import { Decide } from "./decide";

export type Item = inferRouterOutputs<AppRouter>["replays"]["items"]["items"][number];

const shows = ["all", "trouble", "came_back", "unknown", "failed", "skipped"] as const;

const looks: Record<Item["state"], { tone: Tone; icon: typeof Check; label: string }> = {
  selected: { tone: "none", icon: Hourglass, label: "to send" },
  skipped: { tone: "none", icon: SkipForward, label: "skipped" },
  intent: { tone: "accent", icon: Send, label: "on its way" },
  confirmed: { tone: "ok", icon: Check, label: "put back" },
  returned: { tone: "bad", icon: CircleX, label: "returned" },
  refused: { tone: "bad", icon: CircleX, label: "refused" },
  unknown: { tone: "warn", icon: CircleHelp, label: "unknown" },
  observing: { tone: "ok", icon: Eye, label: "observing" },
  presumed_ok: { tone: "ok", icon: CheckCheck, label: "presumed ok" },
  came_back: { tone: "bad", icon: Undo2, label: "came back" },
  cancelled: { tone: "none", icon: SkipForward, label: "cancelled" },
};

/** Every message of the replay with its outcome; what needs somebody has its own tab. */
export function Items({ id, counts }: { id: number; counts: OutcomeCounts }) {
  const trpc = useTRPC();
  const [show] = useQueryState("show", parseAsStringLiteral(shows).withDefault("all"));
  const [deciding, setDeciding] = useState<Item | null>(null);
  const list = useInfiniteQuery(
    trpc.replays.items.infiniteQueryOptions({ id, show }, { getNextPageParam: (page) => page.next ?? undefined }),
  );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const of = {
    all: total,
    trouble: counts.cameBack + counts.unknown + counts.failed,
    came_back: counts.cameBack,
    unknown: counts.unknown,
    failed: counts.failed,
    skipped: counts.skipped + counts.cancelled,
  };
  const labels = { all: "All", trouble: "Needs you", came_back: "Came back", unknown: "Unknown", failed: "Not taken", skipped: "Skipped" };
  return (
    <section className="border-line border-t">
      <Tabs
        label="Items"
        current={show}
        tabs={shows
          .filter((key) => key === "all" || of[key] > 0 || key === show)
          .map((key) => ({
            key,
            label: labels[key],
            count: of[key].toLocaleString("en"),
            href: `/replays/${id}${key === "all" ? "" : `?show=${key}`}`,
          }))}
      />
      {list.isPending && <SkeletonRows rows={4} />}
      {list.isError && <QueryError what="The items" error={list.error} onRetry={() => void list.refetch()} />}
      <ul>
        {items.map((item) => {
          const { tone, icon: Icon, label } = looks[item.state];
          return (
            <li
              key={item.id}
              className="grid min-h-row grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-line border-b px-pad py-1.5 desk:grid-cols-[130px_minmax(110px,0.8fr)_88px_minmax(0,2fr)_auto]"
            >
              <Mark tone={tone} icon={<Icon aria-hidden />}>
                {label}
              </Mark>
              <Link href={`/messages/${item.messageId}`} className="truncate font-mono text-accent-ink hover:underline">
                {item.eventKey ?? `message ${item.messageId}`}
              </Link>
              <span className="text-12 text-ink-3 max-desk:hidden">{item.intentAt ? <Clock at={item.intentAt} /> : "not sent"}</span>
              <span className="min-w-0 text-12 text-ink-2 [overflow-wrap:anywhere] max-desk:col-span-2">{item.detail}</span>
              <span className="max-desk:col-span-2 max-desk:justify-self-start">
                {item.state === "unknown" && <Button onClick={() => setDeciding(item)}>Decide</Button>}
                {item.cameBackAs && (
                  <Link href={`/messages/${item.cameBackAs}`} className="text-accent-ink hover:underline">
                    Open message
                  </Link>
                )}
              </span>
            </li>
          );
        })}
      </ul>
      {list.hasNextPage && (
        <div className="grid place-items-center py-3">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      {deciding && <Decide replayId={id} item={deciding} onClose={() => setDeciding(null)} />}
    </section>
  );
}
