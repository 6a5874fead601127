"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useTRPC } from "@/components/trpc";
import { Answer } from "@/components/ui/answer";
import { Button, buttonClass } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Empty, QueryError, SkeletonRows } from "@/components/ui/states";
import { ReplayTable } from "./replay-table";

const shows = ["all", "needs_you"] as const;

/** What goes on, what waits for somebody, and everything that was replayed before. */
export function ReplaysView() {
  const trpc = useTRPC();
  const [show, setShow] = useQueryState("show", parseAsStringLiteral(shows).withDefault("all"));
  const list = useInfiniteQuery(
    trpc.replays.list.infiniteQueryOptions(
      { show },
      { getNextPageParam: (page) => page.next ?? undefined, placeholderData: keepPreviousData, refetchInterval: 10_000 },
    ),
  );
  const first = list.data?.pages[0];
  const replays = list.data?.pages.flatMap((page) => page.replays) ?? [];
  return (
    <>
      <Answer
        title={first?.answer.title ?? (list.isError ? "The replays could not be read." : "Reading the replays …")}
        sub={first?.answer.sub}
      >
        {first && first.total > 0 && (
          <Segmented
            className="mt-3"
            label="Which"
            value={show}
            onChange={(next) => void setShow(next)}
            options={[
              { value: "all", label: `All ${first.total.toLocaleString("en")}` },
              { value: "needs_you", label: `Needs you ${first.needsYou.toLocaleString("en")}` },
            ]}
          />
        )}
      </Answer>
      {list.isPending && <SkeletonRows />}
      {list.isError && <QueryError what="The replays" error={list.error} onRetry={() => void list.refetch()} />}
      {first && replays.length === 0 && <NoReplays filtered={first.total > 0} onAll={() => void setShow("all")} />}
      {replays.length > 0 && <ReplayTable replays={replays} />}
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

function NoReplays({ filtered, onAll }: { filtered: boolean; onAll: () => void }) {
  if (filtered) {
    return (
      <Empty title="No replay needs you.">
        <p className="mb-3">None is paused, and no outcome waits for a decision.</p>
        <Button onClick={onAll}>Show all</Button>
      </Empty>
    );
  }
  return (
    <Empty title="Nothing has been replayed.">
      <p className="mb-3">Choose messages or a group, and plan a replay: its count, target and checks are shown before anything is sent.</p>
      <Link href="/messages" className={buttonClass()}>
        Choose messages
      </Link>
    </Empty>
  );
}
