"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import { Age } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Answer } from "@/components/ui/answer";
import { Button } from "@/components/ui/button";
import { OutcomeBar } from "@/components/ui/outcome-bar";
import { Empty, QueryError, SkeletonRows } from "@/components/ui/states";
import { sentCount } from "@/server/replays/words";
import type { AppRouter } from "@/server/trpc/router";
import { outcomeParts } from "./outcomes";
import { ReplayState } from "./replay-state";

type Line = inferRouterOutputs<AppRouter>["replays"]["list"]["replays"][number];

export function ReplaysView() {
  const trpc = useTRPC();
  const list = useInfiniteQuery(trpc.replays.list.infiniteQueryOptions({}, { getNextPageParam: (page) => page.next ?? undefined }));
  const first = list.data?.pages[0];
  const replays = list.data?.pages.flatMap((page) => page.replays) ?? [];
  return (
    <>
      <Answer title={first?.answer ?? "Reading the replays …"} />
      {list.isPending && <SkeletonRows />}
      {list.isError && <QueryError what="The replays" error={list.error} onRetry={() => void list.refetch()} />}
      {first && replays.length === 0 && (
        <Empty title="Nothing has been replayed.">
          Choose messages or a group, and plan a replay: its count, target and checks are shown before anything is sent.
        </Empty>
      )}
      {replays.length > 0 && (
        <ul className="border-line border-t">
          {replays.map((replay) => (
            <ReplayLine key={replay.id} replay={replay} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <div className="grid place-items-center py-3">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
    </>
  );
}

function ReplayLine({ replay }: { replay: Line }) {
  const sent = sentCount(replay.counts);
  const words = outcomeParts(replay.counts)
    .map(({ label, count }) => `${count} ${label}`)
    .join(", ");
  return (
    <li className="relative grid items-center gap-x-4 gap-y-1 border-line border-b px-pad py-2.5 hover:bg-hover desk:grid-cols-[110px_minmax(0,1.4fr)_minmax(140px,1fr)_170px_120px]">
      <ReplayState state={replay.state} />
      <div className="min-w-0">
        <Link href={`/replays/${replay.id}`} className="block truncate font-550 after:absolute after:inset-0">
          <span className="font-mono text-ink-3">rpl-{replay.id}</span> {replay.selection}
        </Link>
        <p className="truncate text-12 text-ink-3">
          “{replay.reason}” to {replay.targetWords}
        </p>
      </div>
      <OutcomeBar parts={outcomeParts(replay.counts)} label={words} />
      <p className="text-12 text-ink-2">
        <b className="font-600 text-ink">{sent.toLocaleString("en")}</b> of {replay.total.toLocaleString("en")} sent
        {replay.counts.cameBack > 0 && <span className="text-bad">, {replay.counts.cameBack} came back</span>}
        {replay.counts.unknown > 0 && <span className="text-warn">, {replay.counts.unknown} unknown</span>}
      </p>
      <p className="text-12 text-ink-3 desk:text-right">
        <Age at={replay.createdAt} suffix=" ago" />, {replay.actor.split(":")[1]}
      </p>
    </li>
  );
}
